using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer;
using GptOperator.Local.ApiServer.Chaos;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Monitoring;
using GptOperator.Tests.Support;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Local.ApiServer;

/// <summary>Each fault, and that the operator's own client and caches get over it.</summary>
public sealed class FaultInjectionTests : IAsyncLifetime
{
    private readonly OperatorMetrics _metrics = new();
    private readonly Queue<Fault> _faults = new();
    private LocalApiServer _server = null!;
    private KubernetesConnection _connection = null!;
    private KubernetesApi _api = null!;
    private string _faultyVerb = "";

    public static TheoryData<string> PassingFaults => ["delayed", "dropped", "dropped after it was served", "500", "429"];

    private Fault? Next(ApiCall call)
    {
        lock (_faults)
            return call.Verb == _faultyVerb && _faults.TryDequeue(out var fault) ? fault : null;
    }

    public async ValueTask InitializeAsync()
    {
        _server = await LocalApiServer.StartAsync(new LocalApiServerOptions { Faults = new Policy(Next) }, default);
        _connection = new KubernetesConnection(ServerConfiguration.Of(_server));
        _api = new KubernetesApi(_connection, _metrics, TimeProvider.System, new ApiResilienceOptions { FirstDelay = TimeSpan.FromMilliseconds(1) });
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_passing_fault_is_outlasted(string name)
    {
        await _api.CreateAsync(Map("a", "1"), default);
        Inject("patch", Named(name));

        var written = await _api.PatchAsync<V1ConfigMap>("a", "default", new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["value"] = "2" } }, default);

        Assert.Equal("2", written.Data["value"]);
        Assert.Equal(name == "delayed" ? 0 : 1, _metrics.ApiRetries.Value);
    }

    [Fact]
    public async Task A_conflict_is_told()
    {
        await _api.CreateAsync(Map("a", "1"), default);
        Inject("patch", Fault.Refused.Conflict);

        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => _api.PatchAsync<V1ConfigMap>("a", "default", [], default));

        Assert.Equal(ApiErrorKind.Conflict, fault.Kind);
    }

    [Fact]
    public async Task A_stale_list_shows_the_past()
    {
        await _api.CreateAsync(Map("a", "1"), default);
        await _api.CreateAsync(Map("b", "1"), default);
        Inject("list", new Fault.StaleList(1));

        Assert.Equal(["a"], await NamesAsync());
        Assert.Equal(["a", "b"], await NamesAsync());
    }

    [Theory]
    [InlineData(true, false, 0, 0)]
    [InlineData(false, true, 0, 0)]
    [InlineData(true, true, 0, 3)]
    [InlineData(false, false, 0, 1)]
    [InlineData(false, false, 2, 2)]
    public async Task A_cache_follows_a_disturbed_watch(bool duplicates, bool reorders, int holdsBack, int breaksInEvent)
    {
        Inject("watch", new Fault.DisturbedWatch { Duplicates = duplicates, Reorders = reorders, HoldsBack = holdsBack, BreaksInEvent = breaksInEvent });
        using var stop = new CancellationTokenSource();
        var informer = new Informer<V1ConfigMap>(
            _api, new InformerOptions<V1ConfigMap> { Namespaces = ["default"], LabelSelector = "test=yes" }, _metrics, TimeProvider.System, NullLoggerFactory.Instance);
        var run = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(default);
        await UntilAsync(() => _faults.Count == 0);

        await _api.CreateAsync(Map("a", "1"), default);
        await _api.ApplyAsync(Map("a", "2"), default);
        await _api.CreateAsync(Map("b", "1"), default);
        await _api.DeleteAsync<V1ConfigMap>("b", "default", null, default);
        // What is held back comes with what happens later.
        for (var i = 0; i <= holdsBack + 1; i++)
            await _api.ApplyAsync(Map("a", $"{3 + i}"), default);

        await UntilAsync(() => !informer.TryGet(new EntityKey("default", "b"), out _) && informer.TryGet(new EntityKey("default", "a"), out var a) && int.Parse(a.Data["value"], null) >= 3);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_watch_that_is_gone_is_followed_by_a_list()
    {
        Inject("watch", Fault.Refused.Gone);
        using var stop = new CancellationTokenSource();
        var informer = new Informer<V1ConfigMap>(_api, new InformerOptions<V1ConfigMap> { Namespaces = ["default"] }, _metrics, TimeProvider.System, NullLoggerFactory.Instance);
        var run = informer.RunAsync(stop.Token);

        await UntilAsync(() => _metrics.WatchRestarts.WithLabels("ConfigMap", "gone").Value > 0);
        await _api.CreateAsync(Map("a", "1"), default);

        await UntilAsync(() => informer.Count == 1);
        await stop.CancelAsync();
        await run;
    }

    private static Fault Named(string name) => name switch
    {
        "delayed" => new Fault.Delayed(TimeSpan.FromMilliseconds(20)),
        "dropped" => new Fault.Dropped(Served: false),
        "dropped after it was served" => new Fault.Dropped(Served: true),
        "500" => Fault.Refused.InternalError,
        _ => Fault.Refused.TooManyRequests(TimeSpan.FromSeconds(1)),
    };

    private void Inject(string verb, Fault fault)
    {
        lock (_faults)
            _faults.Enqueue(fault);
        _faultyVerb = verb;
    }

    private async Task<List<string>> NamesAsync()
    {
        var names = new List<string>();
        await foreach (var page in _api.ListAsync<V1ConfigMap>("default", "test=yes", default))
            names.AddRange(page.Items.Select(map => map.Metadata.Name));
        return names;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
            await Task.Delay(10, limit.Token);
    }

    private static V1ConfigMap Map(string name, string value) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Labels = new Dictionary<string, string> { ["test"] = "yes" } },
        Data = new Dictionary<string, string> { ["value"] = value },
    };

    private sealed class Policy(Func<ApiCall, Fault?> next) : IFaultPolicy
    {
        public Fault? Next(ApiCall call) => next(call);
    }
}
