using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class ControllerTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new();
    private readonly OperatorMetrics metrics = new();
    private readonly CancellationTokenSource stop = new();
    private readonly RecordingController recorder = new();
    private readonly WorkQueue<EntityKey> queue;
    private readonly KubernetesConnection connection;
    private readonly KubernetesApi api;
    private readonly Informer<V1ConfigMap> owners;
    private readonly Informer<V1Pod> pods;
    private readonly Controller<V1ConfigMap> controller;
    private Task workers = Task.CompletedTask;

    public ControllerTests()
    {
        queue = new WorkQueue<EntityKey>(new WorkQueueOptions(), metrics, time, new Random(1));
        connection = new KubernetesConnection(new k8s.KubernetesClientConfiguration { Host = "http://127.0.0.1:9" });
        api = new KubernetesApi(connection, metrics, time);
        owners = new Informer<V1ConfigMap>(api, new InformerOptions<V1ConfigMap>(), metrics, time, NullLoggerFactory.Instance);
        pods = new Informer<V1Pod>(api, new InformerOptions<V1Pod>(), metrics, time, NullLoggerFactory.Instance);
        controller = new Controller<V1ConfigMap>(
            owners,
            new EntityReconciler<V1ConfigMap>(recorder, null, api, metrics, time),
            queue,
            new ControllerOptions { Workers = 2 },
            time,
            NullLogger<Controller<V1ConfigMap>>.Instance).Owns(pods);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await workers;
        queue.Dispose();
        connection.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task A_change_of_an_owned_object_works_at_its_owner()
    {
        owners.Observe(Owner("a", "1"));
        Start();
        await CallsAsync("reconcile a");

        pods.Observe(new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = "a-0",
                NamespaceProperty = "default",
                ResourceVersion = "2",
                OwnerReferences =
                [
                    new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "not-the-controller", Uid = "x" },
                    new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "a", Uid = "uid-a", Controller = true },
                ],
            },
        });

        await CallsAsync("reconcile a", "reconcile a");
    }

    [Fact]
    public async Task A_reconcile_that_throws_is_counted_and_tried_again_later_and_later()
    {
        recorder.OnReconcile = (_, n) => n < 3 ? throw new InvalidOperationException("boom") : ReconciliationResult<V1ConfigMap>.Success(Owner("a", "1"));
        owners.Observe(Owner("a", "1"));
        var start = time.GetUtcNow();
        Start();

        await CallsAsync("reconcile a", "reconcile a", "reconcile a", "reconcile a");

        Assert.Equal(3, metrics.Reconciles.WithLabels("error").Value);
        // Half of 100, 200 and 400 ms at the least.
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromMilliseconds(350));
    }

    [Fact]
    public async Task A_terminal_failure_waits_for_a_change_of_the_object()
    {
        recorder.OnReconcile = (e, _) => ReconciliationResult<V1ConfigMap>.Terminal(e, "spec.workers is 0; set it to 1 or more.");
        owners.Observe(Owner("a", "1"));
        Start();
        await CallsAsync("reconcile a");

        time.Advance(TimeSpan.FromHours(10));
        await time.RunUntilAsync(() => metrics.Reconciles.WithLabels("terminal").Value > 0, TimeSpan.Zero);
        Assert.Single(recorder.Calls);
        owners.Observe(Owner("a", "2"));

        await CallsAsync("reconcile a", "reconcile a");
    }

    [Fact]
    public async Task A_wish_to_look_again_is_kept_to_the_time()
    {
        recorder.OnReconcile = (e, n) => ReconciliationResult<V1ConfigMap>.Success(e, n == 0 ? TimeSpan.FromSeconds(30) : null);
        owners.Observe(Owner("a", "1"));
        Start();
        await CallsAsync("reconcile a");
        var start = time.GetUtcNow();

        await CallsAsync("reconcile a", "reconcile a");

        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_deleted_entity_is_told_once_and_its_successor_is_another_entity()
    {
        owners.Observe(Owner("a", "1"));
        Start();
        await CallsAsync("reconcile a");

        owners.Remove(Owner("a", "2"));
        await CallsAsync("reconcile a", "deleted uid-a");
        owners.Observe(Owner("a", "3", "uid-2"));
        await CallsAsync("reconcile a", "deleted uid-a", "reconcile a");
        owners.Observe(Owner("a", "5", "uid-3"));

        await CallsAsync("reconcile a", "deleted uid-a", "reconcile a", "deleted uid-2", "reconcile a");
    }

    [Fact]
    public async Task Work_cut_off_by_lost_leadership_is_done_first_by_the_next_term()
    {
        var began = new TaskCompletionSource();
        recorder.Wait = async ct =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
        };
        owners.Observe(Owner("a", "1"));
        using var term = new CancellationTokenSource();
        var first = controller.RunWorkersAsync(term.Token);
        await began.Task;

        await term.CancelAsync();
        await first;
        recorder.Wait = _ => Task.CompletedTask;
        workers = controller.RunWorkersAsync(stop.Token);

        await CallsAsync("reconcile a");
        Assert.Equal(0, metrics.Reconciles.WithLabels("error").Value);
    }

    [Fact]
    public async Task A_worker_that_hangs_makes_the_process_count_as_dead()
    {
        recorder.Wait = ct => Task.Delay(Timeout.Infinite, ct);
        owners.Observe(Owner("a", "1"));
        workers = controller.RunWorkersAsync(stop.Token);
        await time.RunUntilAsync(() => metrics.QueueWait.Count == 1 && metrics.QueueDepth.Value == 0, TimeSpan.Zero);

        Assert.True(controller.IsAlive);
        await time.RunUntilAsync(() => !controller.IsAlive, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_finalizer_is_attached_on_the_version_that_was_read_and_detached_after_its_work()
    {
        await using var server = await ScriptedServer.StartAsync(
            time, Answers.Json(Answers.ConfigMap("a", "2")), Answers.Json(Answers.ConfigMap("a", "4")));
        using var real = new KubernetesConnection(server.Configuration);
        var finalizer = new RecordingFinalizer();
        var reconciler = new EntityReconciler<V1ConfigMap>(recorder, finalizer, new KubernetesApi(real, metrics, time), metrics, time);
        var entity = Owner("a", "1");
        entity.Metadata.Finalizers = ["else/one"];

        Assert.True((await reconciler.ReconcileAsync(entity, default)).IsSuccess);
        Assert.Equal("""{"metadata":{"resourceVersion":"1","finalizers":["else/one","test/finalizer"]}}""", server.Requests[0].Body);

        var deleting = Owner("a", "3");
        deleting.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        deleting.Metadata.Finalizers = ["else/one", "test/finalizer"];
        finalizer.Fails = true;
        Assert.False((await reconciler.ReconcileAsync(deleting, default)).IsSuccess);
        Assert.Single(server.Requests);

        finalizer.Fails = false;
        Assert.True((await reconciler.ReconcileAsync(deleting, default)).IsSuccess);
        Assert.Equal("""{"metadata":{"resourceVersion":"3","finalizers":["else/one"]}}""", server.Requests[1].Body);
        Assert.Equal(["reconcile a"], recorder.Calls);
    }

    private void Start() => workers = controller.RunWorkersAsync(stop.Token);

    private async Task CallsAsync(params string[] expected)
    {
        await time.RunUntilAsync(() => recorder.Calls.Count >= expected.Length, Step);
        Assert.Equal(expected, recorder.Calls);
    }

    private static V1ConfigMap Owner(string name, string version, string? uid = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", ResourceVersion = version, Uid = uid ?? $"uid-{name}" },
    };
}
