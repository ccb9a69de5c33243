using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using GptOperator.Crds;
using GptOperator.Crds.Generation;
using GptOperator.Crds.Serialization;
using GptOperator.Hosting;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer;
using GptOperator.Tests.Support;
using k8s;
using k8s.Models;

namespace GptOperator.Tests.Hosting;

public sealed class OperatorHostTests : IAsyncLifetime
{
    private readonly Channel<(string Operator, string Job)> reconciles = Channel.CreateUnbounded<(string, string)>();
    private LocalApiServer server = null!;
    private k8s.Kubernetes client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LocalApiServer.StartAsync(new LocalApiServerOptions(), default);
        client = new k8s.Kubernetes(Configuration());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_definition_it_says_how_to_install_it_and_begins_once_it_is_there()
    {
        using var stop = new CancellationTokenSource();
        using var log = new LogLines();
        var run = RunAsync("a", null, log, stop.Token);
        Assert.EndsWith(
            "does not know GptTrainingJob; install it with: gpt-operator crd | kubectl apply -f - (waiting)",
            await log.WaitForAsync("does not know"),
            StringComparison.Ordinal);

        await InstallAsync();
        await CreateJobAsync("one");

        Assert.Equal(("a", "one"), await NextAsync());
        await StopAsync(stop, run);
    }

    [Fact]
    public async Task Of_two_operators_one_works_and_the_other_goes_on_when_it_stops()
    {
        await InstallAsync();
        await CreateJobAsync("one");
        using var stopA = new CancellationTokenSource();
        using var stopB = new CancellationTokenSource();
        using var logA = new LogLines();
        using var logB = new LogLines();
        var runA = RunAsync("a", "default", logA, stopA.Token);
        Assert.Equal(("a", "one"), await NextAsync());
        var runB = RunAsync("b", "default", logB, stopB.Token);
        await logB.WaitForAsync("Standing by");
        await CreateJobAsync("two");
        Assert.Equal(("a", "two"), await NextAsync());

        await StopAsync(stopA, runA);

        // A new leader looks at everything, for it cannot know what the former one did last.
        Assert.Equal(["b one", "b two"], new[] { await NextAsync(), await NextAsync() }.Select(r => $"{r.Operator} {r.Job}").Order());
        await StopAsync(stopB, runB);
    }

    [Fact]
    public async Task An_unreachable_server_is_waited_for()
    {
        using var stop = new CancellationTokenSource();
        using var log = new LogLines();
        var run = OperatorHost.RunAsync(
            new OperatorOptions { Cluster = new KubernetesClientConfiguration { Host = "http://127.0.0.1:9" } }, Create("a"), log, stop.Token);

        Assert.Contains("cannot reach http://127.0.0.1:9: ", await log.WaitForAsync("(waiting)"), StringComparison.Ordinal);
        await StopAsync(stop, run);
    }

    private static async Task StopAsync(CancellationTokenSource stop, Task run)
    {
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await run;
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"stopping took {clock.Elapsed}");
    }

    private Task RunAsync(string name, string? leaseNamespace, LogLines log, CancellationToken cancellationToken) => OperatorHost.RunAsync(
        new OperatorOptions
        {
            Cluster = Configuration(),
            LeaderElection = leaseNamespace is null ? null : new LeaderElectionOptions { LeaseNamespace = leaseNamespace },
        },
        Create(name),
        log,
        cancellationToken);

    private Func<OperatorContext, IEntityController<GptTrainingJob>> Create(string name) =>
        _ => new ReportingController(job => reconciles.Writer.TryWrite((name, job.Metadata.Name)));

    private async Task<(string Operator, string Job)> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await reconciles.Reader.ReadAsync(limit.Token);
    }

    private Task<V1CustomResourceDefinition> InstallAsync() =>
        client.CreateCustomResourceDefinitionAsync(KubernetesYaml.Deserialize<V1CustomResourceDefinition>(CrdGenerator.GenerateYaml()));

    private async Task CreateJobAsync(string name)
    {
        using var connection = new KubernetesConnection(Configuration());
        var api = new KubernetesApi(connection, new GptOperator.Monitoring.OperatorMetrics(), TimeProvider.System);
        var job = JsonSerializer.Deserialize<GptTrainingJob>(
            """{"metadata":{},"spec":{"data":{"sources":[{"name":"text","uri":"file:///text.txt"}]},"checkpoint":{"uri":"file:///checkpoints"}}}""",
            ContractJson.Options)!;
        job.Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" };
        await api.CreateAsync(job, default);
    }

    private KubernetesClientConfiguration Configuration() => ServerConfiguration.Of(server);
}
