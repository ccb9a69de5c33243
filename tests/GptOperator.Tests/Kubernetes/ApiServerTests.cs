using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using GptOperator.Tests.Support;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Kubernetes;

/// <summary>What scripted answers cannot show: that an API server takes what is sent and means what is understood.</summary>
public sealed class ApiServerTests : IDisposable
{
    private readonly ApiServerFixture fixture;
    private readonly OperatorMetrics metrics = new();
    private readonly KubernetesConnection connection;
    private readonly KubernetesApi api;

    public ApiServerTests(ApiServerFixture fixture)
    {
        this.fixture = fixture;
        connection = new KubernetesConnection(KubernetesClientConfiguration.BuildConfigFromConfigFile(fixture.Kubeconfig));
        api = new KubernetesApi(connection, metrics, TimeProvider.System);
    }

    public void Dispose() => connection.Dispose();

    [Fact]
    public async Task An_unchanged_apply_writes_nothing_and_owns_only_what_it_states()
    {
        var ns = await fixture.NewNamespaceAsync();
        var first = await api.ApplyAsync(Map(ns, "a", "1"), default);
        await api.PatchAsync<V1ConfigMap>("a", ns, new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["theirs"] = "2" } }, default);

        var held = (await api.GetAsync<V1ConfigMap>("a", ns, default))!;
        var again = await api.ApplyAsync(Map(ns, "a", "1"), default);

        Assert.Equal(held.Metadata.ResourceVersion, again.Metadata.ResourceVersion);
        Assert.Equal("2", again.Data["theirs"]);
        var owned = first.Metadata.ManagedFields.Single(m => m.Operation == "Apply");
        Assert.Equal(KubernetesApi.FieldManager, owned.Manager);
    }

    [Fact]
    public async Task An_apply_for_an_object_that_was_replaced_or_is_gone_is_refused()
    {
        var ns = await fixture.NewNamespaceAsync();
        var former = await api.ApplyAsync(Map(ns, "a", "1"), default);
        Assert.True(await api.DeleteAsync<V1ConfigMap>("a", ns, former.Metadata.Uid, default));
        Assert.False(await api.DeleteAsync<V1ConfigMap>("a", ns, former.Metadata.Uid, default));
        var late = Map(ns, "a", "2");
        late.Metadata.Uid = former.Metadata.Uid;
        Assert.Equal(ApiErrorKind.Conflict, (await Assert.ThrowsAsync<KubernetesApiException>(() => api.ApplyAsync(late, default))).Kind);

        await api.CreateAsync(Map(ns, "a", "3"), default);

        Assert.Equal(ApiErrorKind.Conflict, (await Assert.ThrowsAsync<KubernetesApiException>(() => api.ApplyAsync(late, default))).Kind);
        Assert.Equal(ApiErrorKind.AlreadyExists, (await Assert.ThrowsAsync<KubernetesApiException>(() => api.CreateAsync(Map(ns, "a", "4"), default))).Kind);
        Assert.False(await api.DeleteAsync<V1ConfigMap>("a", ns, former.Metadata.Uid, default));
        Assert.Equal("3", (await api.GetAsync<V1ConfigMap>("a", ns, default))!.Data["value"]);
    }

    [Fact]
    public async Task A_status_is_applied_by_itself_and_refusals_carry_the_servers_words()
    {
        var ns = await fixture.NewNamespaceAsync();
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = ns },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "x" }] },
        };
        var created = await api.ApplyAsync(pod, default);
        created.Status = new V1PodStatus { Phase = "Running", StartTime = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc) };
        created.Metadata.ResourceVersion = null;

        var running = await api.ApplyStatusAsync(created, default);
        pod.Spec.Containers[0].Image = "";
        pod.Metadata.Name = "Not-A-Name";
        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => api.ApplyAsync(pod, default));

        Assert.Equal(("Running", 5), (running.Status.Phase, running.Status.StartTime!.Value.Second));
        Assert.Equal(ApiErrorKind.Invalid, fault.Kind);
        Assert.Contains("Not-A-Name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_informer_follows_creations_changes_and_deletions()
    {
        var ns = await fixture.NewNamespaceAsync();
        for (var i = 0; i < 3; i++)
        {
            await api.CreateAsync(Map(ns, $"before-{i}", "1"), default);
        }

        using var stop = new CancellationTokenSource();
        var informer = new Informer<V1ConfigMap>(
            api,
            new InformerOptions<V1ConfigMap> { Namespaces = [ns], LabelSelector = "test=yes" },
            metrics,
            TimeProvider.System,
            NullLoggerFactory.Instance);
        var run = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3, informer.Count);

        await api.DeleteAsync<V1ConfigMap>("before-0", ns, null, default);
        await api.ApplyAsync(Map(ns, "before-1", "2"), default);
        await api.CreateAsync(Map(ns, "after", "1"), default);
        await UntilAsync(() => informer.TryGet(new EntityKey(ns, "after"), out _));

        Assert.Equal(["after=1", "before-1=2", "before-2=1"], informer.Snapshot().Select(m => $"{m.Metadata.Name}={m.Data["value"]}").Order());
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_lease_passes_from_one_process_to_the_next()
    {
        var ns = await fixture.NewNamespaceAsync();
        using var stopA = new CancellationTokenSource();
        using var stopB = new CancellationTokenSource();
        var (a, b) = (Election(ns, "a"), Election(ns, "b"));
        var runA = a.RunAsync(WaitAsync, stopA.Token);
        await UntilAsync(() => a.MayWrite);
        var runB = b.RunAsync(WaitAsync, stopB.Token);

        await stopA.CancelAsync();
        await runA;
        await UntilAsync(() => b.MayWrite);

        var spec = (await api.GetAsync<V1Lease>("gpt-operator", ns, default))!.Spec;
        Assert.Equal(("b", 1), (spec.HolderIdentity, spec.LeaseTransitions));
        await stopB.CancelAsync();
        await runB;
    }

    [Fact]
    public async Task Events_are_where_kubectl_describe_looks_for_them()
    {
        var ns = await fixture.NewNamespaceAsync();
        var about = await api.CreateAsync(Map(ns, "a", "1"), default);
        (about.ApiVersion, about.Kind) = ("v1", "ConfigMap");
        using var stop = new CancellationTokenSource();
        var recorder = new EventRecorder(api, "test", metrics, TimeProvider.System, NullLogger<EventRecorder>.Instance);
        var run = recorder.RunAsync(stop.Token);

        recorder.Record(about, EventType.Warning, "Failed", "rank 0 exited with 1");
        recorder.Record(about, EventType.Warning, "Failed", "rank 0 exited with 1");
        IList<Corev1Event> events = [];
        await UntilAsync(async () =>
        {
            events = (await fixture.Client.CoreV1.ListNamespacedEventAsync(ns, fieldSelector: $"involvedObject.uid={about.Metadata.Uid}")).Items;
            return events is [{ Count: 2 }];
        });

        Assert.Equal(("Failed", "rank 0 exited with 1", "Warning"), (events[0].Reason, events[0].Message, events[0].Type));
        await stop.CancelAsync();
        await run;
    }

    private LeaderElection Election(string ns, string identity) => new(
        api,
        new LeaderElectionOptions { LeaseNamespace = ns, Identity = identity, RetryPeriod = TimeSpan.FromMilliseconds(200) },
        metrics,
        TimeProvider.System,
        NullLogger<LeaderElection>.Instance);

    private static async Task WaitAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private static V1ConfigMap Map(string ns, string name, string value) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns, Labels = new Dictionary<string, string> { ["test"] = "yes" } },
        Data = new Dictionary<string, string> { ["value"] = value },
    };
}
