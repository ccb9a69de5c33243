using GptOperator.Crds;
using GptOperator.Crds.Trainer;
using GptOperator.Hosting;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Faults.Simulation;

/// <summary>
/// One life of an operator: the real client, caches, queue, controller, planner and executor, with one worker. Its caches see what
/// the harness lets them see.
/// </summary>
internal sealed class OperatorProcess : IDisposable
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly OperatorMetrics _metrics = new();
    private readonly Lock _deliveries = new();
    private readonly AutoResetEvent _reconciled = new(false);
    private readonly string _namespace;
    private readonly SimulatedTime _time;
    private readonly RetryTime _retryTime;
    private readonly KubernetesConnection _connection;
    private readonly OperatorStack _stack;
    private Task _work = Task.CompletedTask;

    public OperatorProcess(SimulatedCluster cluster, OperatorTraits traits, Lifeline life, Func<string, TrainerProgress?> progress)
    {
        (Life, _namespace, _time) = (life, cluster.Namespace, cluster.Time);
        var configuration = new KubernetesClientConfiguration { Host = "http://cluster.test", AccessToken = cluster.OperatorToken };
        _connection = new KubernetesConnection(configuration, new InMemoryTransport(cluster.Server, life, progress));
        _retryTime = new RetryTime(cluster.Time);
        var api = new KubernetesApi(_connection, _metrics, _retryTime);
        var options = new OperatorOptions { Cluster = configuration, Namespaces = [_namespace], Workers = 1, ProxyPods = true, TrainerImage = "gpt-trainer:test" };
        _stack = new OperatorStack(options, api, new SilentEvents(), context => new SignallingController(traits.Create(context), _reconciled, _deliveries), _metrics, cluster.Time, new Random(1), NullLoggerFactory.Instance);
        var context = _stack.Context;
        Feeds =
        [
            new CacheFeed<GptTrainingJob>(cluster, api, context.Jobs, null),
            new CacheFeed<V1Pod>(cluster, api, context.Pods, OperatorContext.ManagedBySelector),
            new CacheFeed<V1ConfigMap>(cluster, api, context.ConfigMaps, OperatorContext.ManagedBySelector),
            new CacheFeed<V1Service>(cluster, api, context.Services, OperatorContext.ManagedBySelector),
        ];
    }

    public Lifeline Life { get; }

    public IReadOnlyList<ICacheFeed> Feeds { get; }

    public async Task StartAsync()
    {
        foreach (var feed in Feeds)
            await feed.ListAsync();
        _work = _stack.Controller.RunWorkersAsync(_stop.Token);
    }

    /// <summary>When it next does what it does from time to time.</summary>
    public DateTimeOffset NextTurn { get; private set; }

    /// <summary>Does what it does from time to time, where that is due.</summary>
    /// <returns>Whether it was.</returns>
    public bool TakeTurn()
    {
        if (_time.GetUtcNow() < NextTurn)
            return false;
        NextTurn = _time.GetUtcNow() + _stack.Beside.Min(work => work.Interval);
        foreach (var work in _stack.Beside)
            work.DoOnceAsync(_stop.Token).GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Has a job looked at though nothing changed.</summary>
    public void Poke(string job) => _stack.Context.Enqueue(new EntityKey(_namespace, job));

    /// <summary>Lets the caches see something; no reconcile begins meanwhile.</summary>
    public bool Deliver(Func<IReadOnlyList<ICacheFeed>, bool> deliver)
    {
        lock (_deliveries)
            return deliver(Feeds);
    }

    /// <summary>Until it waits: for news, for a time, or for a call to be tried again.</summary>
    public void WaitUntilIdle()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!SpinWait.SpinUntil(IsIdle, TimeSpan.Zero))
        {
            if (watch.Elapsed > LongestWork)
                throw new HarnessException($"the operator works without end; queue depth {_metrics.QueueDepth.Value}");
            _reconciled.WaitOne(ShortWait);
        }
    }

    public void Dispose()
    {
        Life.End();
        _stop.Cancel();
        foreach (var feed in Feeds.Cast<IDisposable>())
            feed.Dispose();
        _stack.Dispose();
        // A call that waits to be tried again is woken by the token; whatever the worker still does reaches nobody.
        if (!_work.Wait(LongestWork))
            throw new HarnessException("a dead operator still works");
        _connection.Dispose();
        _stop.Dispose();
        _reconciled.Dispose();
    }

    /// <summary>A key counts as queued until it counts as worked at, and the other way round: read twice, none slips through between.</summary>
    private bool IsIdle()
    {
        if (_retryTime.IsWaiting)
            return true;
        var adds = _metrics.QueueAdds.Value;
        return _metrics.QueueDepth.Value == 0 && _metrics.ActiveWorkers.Value == 0
            && _metrics.QueueDepth.Value == 0 && _metrics.QueueAdds.Value == adds;
    }
}
