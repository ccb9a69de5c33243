using GptOperator.Crds;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;

namespace GptOperator.Hosting;

/// <summary>One operator, put together: connection, caches, controller, leader election, events, monitoring.</summary>
internal sealed class OperatorHost : IAsyncDisposable
{
    private readonly OperatorOptions options;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;
    private readonly OperatorMetrics metrics = new();
    private readonly OperatorHealth health = new();
    private readonly KubernetesConnection connection;
    private readonly KubernetesApi api;
    private readonly LeaderElection? election;
    private readonly EventRecorder events;
    private readonly OperatorStack stack;

    private OperatorHost(
        OperatorOptions options,
        Func<OperatorContext, IEntityController<GptTrainingJob>> create,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        (this.options, this.loggers, this.time) = (options, loggers, time);
        var identity = options.LeaderElection?.Identity ?? LeaderElectionOptions.NewIdentity();
        connection = new KubernetesConnection(options.Cluster);
        api = new KubernetesApi(connection, metrics, time);
        if (options.LeaderElection is { } lease)
        {
            election = new LeaderElection(api, lease, metrics, time, loggers.CreateLogger<LeaderElection>());
        }

        IKubernetesApi fenced = election is null ? api : api.WithFence(election);
        events = new EventRecorder(fenced, identity, metrics, time, loggers.CreateLogger<EventRecorder>());
        stack = new OperatorStack(options, fenced, events, create, metrics, time, Random.Shared, loggers);
    }

    /// <summary>Runs an operator until cancelled, then returns within 5 seconds.</summary>
    /// <param name="options">how</param>
    /// <param name="create">makes the controller of the jobs</param>
    /// <param name="loggers">where it logs to</param>
    /// <param name="cancellationToken">ends it in order</param>
    /// <exception cref="IOException">the monitoring address can't be listened on</exception>
    public static async Task RunAsync(
        OperatorOptions options,
        Func<OperatorContext, IEntityController<GptTrainingJob>> create,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        await using var host = new OperatorHost(options, create, loggers, TimeProvider.System);
        await host.RunAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        stack.Dispose();
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var gate = new ServerGate(api, connection.Server, time, loggers.CreateLogger<ServerGate>());
        health.Stuck = () => stack.Controller.IsAlive ? null : "a worker has been at one job for too long";
        health.Awaited = () => gate.Awaited ?? AwaitedCaches();
        await using var server = options.Monitoring is null
            ? null
            : await MonitoringServer.StartAsync(options.Monitoring, metrics, health, cancellationToken);
        try
        {
            await gate.WaitAsync(cancellationToken);
            await RunTogetherAsync([.. stack.Controller.Informers.Select(i => (Func<CancellationToken, Task>)i.RunAsync), events.RunAsync, LeadAsync], cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>They end together: in order when asked to, or because one of them broke.</summary>
    private static async Task RunTogetherAsync(IReadOnlyList<Func<CancellationToken, Task>> parts, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [.. parts.Select(part => part(stop.Token))];
        await Task.WhenAny(running);
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    private static Func<CancellationToken, Task> Repeat(IPeriodicWork work) => async cancellationToken =>
    {
        using var timer = new PeriodicTimer(work.Interval);
        try
        {
            do
                await work.DoOnceAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    };

    private string? AwaitedCaches()
    {
        var missing = stack.Controller.Informers.Where(i => !i.HasSynced).Select(i => i.Kind).ToList();
        return missing.Count == 0 ? null : $"first list of {string.Join(", ", missing)}";
    }

    private Task LeadAsync(CancellationToken cancellationToken)
    {
        if (election is not null)
        {
            return election.RunAsync(token => WorkAsync(refresh: true, token), cancellationToken);
        }

        metrics.Leader.Set(1);
        return WorkAsync(refresh: false, cancellationToken);
    }

    /// <param name="refresh">whether another process may have written until just now, so that a watch alone may lag behind it</param>
    /// <param name="cancellationToken">ends the work</param>
    private async Task WorkAsync(bool refresh, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(stack.Controller.Informers.Select(i => i.WaitForSyncAsync(cancellationToken)));
            if (refresh)
            {
                await Task.WhenAll(stack.Controller.Informers.Select(i => i.RefreshAsync(cancellationToken)));
            }

            await RunTogetherAsync([stack.Controller.RunWorkersAsync, .. stack.Beside.Select(Repeat)], cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }
}
