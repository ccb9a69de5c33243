using System.Diagnostics;
using GptOperator.Hosting;
using GptOperator.Jobs;
using GptOperator.Kubernetes;

namespace GptOperator.Tests.Hosting;

/// <summary>One of several operators that share the work in a namespace.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task run;
    private bool stopped;

    private Replica(string name, string @namespace, Gateway gateway)
    {
        Gateway = gateway;
        var options = new OperatorOptions
        {
            Cluster = gateway.Configuration,
            Namespaces = [@namespace],
            LeaderElection = new LeaderElectionOptions
            {
                LeaseNamespace = @namespace,
                Identity = name,
                LeaseDuration = TimeSpan.FromSeconds(3),
                RenewDeadline = TimeSpan.FromSeconds(2),
                RetryPeriod = TimeSpan.FromMilliseconds(200),
            },
        };
        run = OperatorHost.RunAsync(options, GptTrainingJobController.Create, Log, stop.Token);
    }

    public Gateway Gateway { get; }

    public LogLines Log { get; } = new();

    public static async Task<Replica> StartAsync(string name, string @namespace, HttpClient server, WriteLog writes) =>
        new(name, @namespace, await Gateway.StartAsync(name, server, writes));

    /// <summary>As SIGTERM would.</summary>
    public async Task StopAsync()
    {
        stopped = true;
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await run;
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"stopping took {clock.Elapsed}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!stopped)
        {
            await stop.CancelAsync();
            await run;
        }

        await Gateway.DisposeAsync();
        Log.Dispose();
        stop.Dispose();
    }
}
