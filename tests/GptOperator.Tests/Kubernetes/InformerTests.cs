using System.Threading.Channels;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class InformerTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new();
    private readonly OperatorMetrics metrics = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<(InformerEventType Type, string Name, string Version)> changes =
        Channel.CreateUnbounded<(InformerEventType, string, string)>();

    private ScriptedServer server = null!;
    private KubernetesConnection connection = null!;
    private Informer<V1ConfigMap> informer = null!;
    private Task run = null!;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await run;
        connection.Dispose();
        await server.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task It_lists_all_pages_then_watches_from_there()
    {
        await StartAsync(
            Answers.Json(Answers.Page("9", "next", Answers.ConfigMap("a", "5"))),
            Answers.Json(Answers.Page("9", null, Answers.ConfigMap("b", "6"))),
            Answers.StreamThenHang(
                Answers.Event("MODIFIED", Answers.ConfigMap("a", "10")) + Answers.Event("DELETED", Answers.ConfigMap("b", "11"))));

        await ExpectAsync((InformerEventType.Added, "a", "5"), (InformerEventType.Added, "b", "6"));
        await ExpectAsync((InformerEventType.Updated, "a", "10"), (InformerEventType.Deleted, "b", "11"));
        await informer.WaitForSyncAsync(default);
        Assert.True(informer.HasSynced);
        Assert.Contains("watch=true", server.Requests[2].Path, StringComparison.Ordinal);
        Assert.Contains("resourceVersion=9", server.Requests[2].Path, StringComparison.Ordinal);
        Assert.Null(Assert.Single(informer.Snapshot()).Metadata.ManagedFields);
    }

    [Fact]
    public async Task A_watch_that_breaks_goes_on_from_the_last_bookmark_and_sees_nothing_twice()
    {
        var drop = new TaskCompletionSource();
        await StartAsync(
            Answers.Json(Answers.List("5", Answers.ConfigMap("a", "5"))),
            Answers.StreamThenDrop(
                drop.Task,
                Answers.Event("MODIFIED", Answers.ConfigMap("a", "7")) + Answers.Event("BOOKMARK", Answers.ConfigMap("", "20"))),
            Answers.StreamThenHang(
                Answers.Event("MODIFIED", Answers.ConfigMap("a", "7")) + Answers.Event("MODIFIED", Answers.ConfigMap("a", "21"))));

        await ExpectAsync((InformerEventType.Added, "a", "5"), (InformerEventType.Updated, "a", "7"));
        drop.SetResult();
        await ExpectAsync((InformerEventType.Updated, "a", "21"));
        Assert.Contains("resourceVersion=20", server.Requests[2].Path, StringComparison.Ordinal);
        Assert.Equal(1, metrics.WatchRestarts.WithLabels("ConfigMap", "error").Value);
    }

    [Fact]
    public async Task After_410_in_a_watch_it_lists_anew_and_makes_up_for_the_deletions_it_missed()
    {
        await StartAsync(
            Answers.Json(Answers.List("5", Answers.ConfigMap("a", "4"), Answers.ConfigMap("b", "5"))),
            Answers.Stream(Answers.Event("ERROR", """{"kind":"Status","code":410,"message":"too old"}""")),
            Answers.Json(Answers.List("50", Answers.ConfigMap("b", "40"))));

        await ExpectAsync((InformerEventType.Added, "a", "4"), (InformerEventType.Added, "b", "5"));
        await ExpectAsync((InformerEventType.Updated, "b", "40"), (InformerEventType.Deleted, "a", "4"));
        Assert.Equal(1, metrics.WatchRestarts.WithLabels("ConfigMap", "gone").Value);
    }

    [Fact]
    public async Task A_server_that_answers_410_again_and_again_is_not_flooded()
    {
        var gone = Answers.Status(410, "Expired", "too old");
        var list = Answers.Json(Answers.List("5", Answers.ConfigMap("a", "4")));
        await StartAsync(list, gone, list, gone, list, gone, list, gone, list);

        await time.RunUntilAsync(() => server.Requests.Count >= 9, Step);

        // The first 410 is answered at once, the second to fourth after at least half of 1, 2 and 4 s.
        Assert.True(server.Requests[8].At - server.Requests[0].At >= TimeSpan.FromSeconds(3.5));
    }

    [Fact]
    public async Task An_expired_page_of_a_list_begins_the_list_again()
    {
        await StartAsync(
            Answers.Json(Answers.Page("9", "next", Answers.ConfigMap("a", "5"))),
            Answers.Status(410, "Expired", "the continue token is too old"),
            Answers.Json(Answers.List("12", Answers.ConfigMap("b", "6"))));

        await ExpectAsync((InformerEventType.Added, "a", "5"), (InformerEventType.Added, "b", "6"), (InformerEventType.Deleted, "a", "5"));
    }

    [Fact]
    public async Task A_list_from_a_replica_that_lags_is_not_believed()
    {
        await StartAsync(
            Answers.Json(Answers.List("50", Answers.ConfigMap("a", "40"))),
            Answers.Status(410, "Expired", "too old"),
            Answers.Json(Answers.List("30", Answers.ConfigMap("b", "20"))),
            Answers.Json(Answers.List("60", Answers.ConfigMap("a", "55"))));

        await ExpectAsync((InformerEventType.Added, "a", "40"), (InformerEventType.Updated, "a", "55"));
    }

    [Fact]
    public async Task A_server_whose_history_began_anew_is_followed()
    {
        var fresh = Answers.Json(Answers.List("3", Answers.ConfigMap("b", "2")));
        await StartAsync(
            Answers.Json(Answers.List("50", Answers.ConfigMap("a", "40"))),
            Answers.Status(410, "Expired", "too old"),
            fresh,
            fresh,
            fresh,
            fresh);

        await ExpectAsync((InformerEventType.Added, "a", "40"), (InformerEventType.Deleted, "a", "40"), (InformerEventType.Added, "b", "2"));
    }

    [Fact]
    public async Task Ones_own_write_is_read_at_once_and_its_echo_is_no_news()
    {
        await StartAsync(
            Answers.Json(Answers.List("5", Answers.ConfigMap("a", "5"))),
            Answers.StreamThenHang(
                Answers.Event("MODIFIED", Answers.ConfigMap("a", "6")) + Answers.Event("MODIFIED", Answers.ConfigMap("a", "8"))));
        await ExpectAsync((InformerEventType.Added, "a", "5"), (InformerEventType.Updated, "a", "6"), (InformerEventType.Updated, "a", "8"));

        informer.Observe(Map("a", "7"));
        informer.Observe(Map("a", "9"));

        await ExpectAsync((InformerEventType.Updated, "a", "9"));
        Assert.True(informer.TryGet(new EntityKey("default", "a"), out var held));
        Assert.Equal("9", held.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_refresh_lists_anew_before_it_returns()
    {
        await StartAsync(
            Answers.Json(Answers.List("5", Answers.ConfigMap("a", "5"))),
            Answers.StreamThenHang(""),
            Answers.Json(Answers.List("9", Answers.ConfigMap("a", "8"))));
        await ExpectAsync((InformerEventType.Added, "a", "5"));
        await time.RunUntilAsync(() => server.Requests.Count == 2, TimeSpan.Zero);

        await informer.RefreshAsync(default);

        Assert.Equal("8", Assert.Single(informer.Snapshot()).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_hides_no_other()
    {
        const string bad = """{"metadata":{"name":"bad","namespace":"default","resourceVersion":"6"},"data":["not a map"]}""";
        var list = Answers.Json(Answers.List("9", Answers.ConfigMap("a", "5"), bad));
        await StartAsync(
            list,
            list,
            Answers.StreamThenHang(Answers.Event("MODIFIED", bad) + Answers.Event("ADDED", Answers.ConfigMap("b", "11"))));

        await ExpectAsync((InformerEventType.Added, "a", "5"), (InformerEventType.Added, "b", "11"));
        Assert.Equal(2, informer.Count);
    }

    [Fact]
    public async Task Each_of_several_namespaces_is_watched_for_itself()
    {
        // Which of the two lists or watches first is open, so the answer goes by the request and not by a script.
        var list = Answers.Json(Answers.List("5"));
        server = await ScriptedServer.StartAsync(time, (context, _) => context.Request.Query.ContainsKey("watch") ? Answers.Hang(context) : list(context));
        Start(["one", "two"]);

        await time.RunUntilAsync(() => informer.HasSynced && server.Requests.Count == 4, TimeSpan.Zero);

        Assert.Equal(
            ["/api/v1/namespaces/one/configmaps", "/api/v1/namespaces/two/configmaps"],
            server.Requests.Where(r => r.Path.Contains("watch=true", StringComparison.Ordinal)).Select(r => r.Path.Split('?')[0]).Order());
    }

    private async Task StartAsync(params Func<HttpContext, Task>[] script)
    {
        server = await ScriptedServer.StartAsync(time, script);
        Start([]);
    }

    private void Start(string[] namespaces)
    {
        connection = new KubernetesConnection(server.Configuration);
        informer = new Informer<V1ConfigMap>(
            new KubernetesApi(connection, metrics, time, new ApiResilienceOptions { AttemptTimeout = TimeSpan.FromHours(1) }),
            new InformerOptions<V1ConfigMap> { Namespaces = namespaces },
            metrics,
            time,
            NullLoggerFactory.Instance);
        informer.Subscribe(c => changes.Writer.TryWrite((c.Type, c.Entity.Metadata.Name, c.Entity.Metadata.ResourceVersion)));
        run = informer.RunAsync(stop.Token);
    }

    private async Task ExpectAsync(params (InformerEventType, string, string)[] expected)
    {
        foreach (var change in expected)
        {
            var next = changes.Reader.ReadAsync().AsTask();
            await time.RunAsync(next, Step);
            Assert.Equal(change, await next);
        }
    }

    private static V1ConfigMap Map(string name, string version) =>
        new() { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", ResourceVersion = version } };
}
