using System.Collections.Concurrent;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>
/// The local cluster's node: a small scheduler and a small kubelet that runs containers as processes of this machine.
/// Like any kubelet it is a client of the API server and keeps no state that the API or its data directory does not.
/// </summary>
internal sealed partial class PodRunner : IAsyncDisposable
{
    private const string WindowsMend = "The local cluster runs pods on Linux and macOS only; on Windows, run it inside WSL.";
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(2);

    private readonly PodServices _services;
    private readonly KubernetesConnection _connection;
    private readonly k8s.Kubernetes _client;
    private readonly Informer<V1Pod> _pods;
    private readonly NodeAgent _node;
    private readonly PodScheduler _scheduler;
    private readonly ConcurrentDictionary<string, PodWorker> _workers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _life = new();
    private volatile bool _stopping;

    /// <exception cref="PlatformNotSupportedException">Pods cannot be run as processes of this system.</exception>
    public PodRunner(KubernetesClientConfiguration configuration, PodRunnerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<PodRunner>();
        _connection = new KubernetesConnection(configuration);
        _client = new k8s.Kubernetes(configuration);
        // Metrics of its own: the runner's requests are not the operator's.
        var metrics = new OperatorMetrics();
        var api = new KubernetesApi(_connection, metrics, time);
        _services = CreateServices(options, api, time, logger);
        _pods = new Informer<V1Pod>(api, new InformerOptions<V1Pod>(), metrics, time, loggers);
        _pods.Subscribe(OnPod);
        _node = new NodeAgent(api, options, _services.Capacity, time, logger);
        _scheduler = new PodScheduler(_client, api, _pods, _node.Node, _services.Events, time, logger);
    }

    /// <summary>
    /// Runs pods until cancelled; then ends those that run, each with its grace period but no longer than
    /// <see cref="PodRunnerOptions.ShutdownGrace"/>, reports them as ended, and returns. The API server should outlive it.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_services.Options.DataDirectory);
        var events = _services.Events.RunAsync(_life.Token);
        Task[] loops = [_pods.RunAsync(_life.Token), _node.RunAsync(_life.Token), _scheduler.RunAsync(cancellationToken), WatchOverAsync()];
        // None of the loops ends by itself: if one does, it failed, and the runner must not seem alive without it.
        await Task.WhenAny([Task.Delay(Timeout.Infinite, cancellationToken), .. loops]);
        await ShutDownAsync();
        _services.Events.Complete();
        await events.WaitAsync(FlushPatience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _life.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failed in loops.Where(loop => loop.IsFaulted))
            await failed;
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        _services.Prober.Dispose();
        _client.Dispose();
        _connection.Dispose();
        _life.Dispose();
    }

    private static PodServices CreateServices(PodRunnerOptions options, IKubernetesApi api, TimeProvider time, ILogger logger)
    {
        var capacity = options.Capacity ?? NodeCapacity.Detect();
        var gpus = new GpuAllocator(capacity.TryGetValue(NodeCapacity.Gpu, out var count) ? count.ToInt32() : 0);
        IProcessLauncher launcher = OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException(WindowsMend) : new UnixProcessLauncher();
        var commands = new CommandRunner(launcher, time);
        return new PodServices
        {
            Options = options,
            Api = api,
            Launcher = launcher,
            Capacity = capacity,
            Preparer = new ContainerPreparer(options, capacity, gpus),
            Commands = commands,
            Prober = new Prober(commands, time),
            Gpus = gpus,
            Addresses = OperatingSystem.IsLinux() ? new LoopbackAddresses() : new SharedAddress(),
            Events = new PodEventWriter(api, options.NodeName, time),
            Time = time,
            Logger = logger,
        };
    }

    private void OnPod(InformerEvent<V1Pod> change)
    {
        _scheduler.Wake();
        var pod = change.Entity;
        if (change.Type == InformerEventType.Deleted)
        {
            if (_workers.TryRemove(pod.Uid(), out var gone))
                gone.Forget();
        }
        else if (pod.Spec.NodeName == _services.Options.NodeName && !_stopping)
            _workers.GetOrAdd(pod.Uid(), _ => Begin(pod)).Update(pod);
    }

    private PodWorker Begin(V1Pod pod)
    {
        var worker = new PodWorker(_services, pod);
        _ = Task.Run(async () =>
        {
            try
            {
                await worker.RunAsync(_life.Token);
            }
            catch (OperationCanceledException)
            {
                // The runner ends; the state file holds where this pod stands.
            }
            catch (Exception e)
            {
                LogCrash(_services.Logger, e, pod.Namespace(), pod.Name());
                throw;
            }
        });
        return worker;
    }

    private async Task WatchOverAsync()
    {
        await SweepAsync(_life.Token);
        await Task.WhenAll(
            TickAsync(_services.Options.StampInterval, worker => worker.StampLogs()),
            TickAsync(_services.Options.MemoryInterval, worker => worker.CheckMemory()));
    }

    /// <summary>Ends what an earlier life started for pods that the API does not know any more.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await _pods.WaitForSyncAsync(cancellationToken);
        var known = _pods.Snapshot().Select(pod => PodFolder.Of(_services.Options.DataDirectory, pod).Root).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in PodFolder.Existing(_services.Options.DataDirectory).Where(folder => !known.Contains(folder.Root)))
        {
            foreach (var identity in PodStateFile.Read(folder)?.Containers.Values.Select(container => container.Process).OfType<ProcessIdentity>() ?? [])
                _services.Launcher.Find(identity)?.Signal(ProcessSignal.Kill);
            Directory.Delete(folder.Root, recursive: true);
        }
    }

    private async Task TickAsync(TimeSpan interval, Action<PodWorker> look)
    {
        using var timer = new PeriodicTimer(interval, _services.Time);
        while (await timer.WaitForNextTickAsync(_life.Token))
        {
            foreach (var worker in _workers.Values)
                look(worker);
        }
    }

    private async Task ShutDownAsync()
    {
        _stopping = true;
        var by = _services.Time.GetUtcNow() + _services.Options.ShutdownGrace;
        var workers = _workers.Values.ToList();
        foreach (var worker in workers)
            worker.ShutDown(by);
        await Task.WhenAll(workers.Select(worker => worker.Finished));
    }

    [LoggerMessage(1, LogLevel.Critical, "The worker of pod {Namespace}/{Pod} broke down")]
    private static partial void LogCrash(ILogger logger, Exception exception, string @namespace, string pod);
}
