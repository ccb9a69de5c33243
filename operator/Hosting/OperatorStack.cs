using GptOperator.Crds;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;

namespace GptOperator.Hosting;

/// <summary>Caches, queue and controller over an API client: an operator apart from its connection, its leadership and its monitoring.</summary>
internal sealed class OperatorStack : IDisposable
{
    private readonly OperatorOptions options;
    private readonly IKubernetesApi api;
    private readonly OperatorMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly WorkQueue<EntityKey> queue;

    /// <param name="options">how it runs</param>
    /// <param name="api">behind the leadership's fence, if there is one</param>
    /// <param name="events">takes what the controller tells</param>
    /// <param name="create">makes the controller of the jobs</param>
    /// <param name="metrics">counts what happens</param>
    /// <param name="time">the clock of everything here</param>
    /// <param name="random">the jitter of back-offs</param>
    /// <param name="loggers">where it logs to</param>
    public OperatorStack(
        OperatorOptions options,
        IKubernetesApi api,
        IEventRecorder events,
        Func<OperatorContext, IEntityController<GptTrainingJob>> create,
        OperatorMetrics metrics,
        TimeProvider time,
        Random random,
        ILoggerFactory loggers)
    {
        (this.options, this.api, this.metrics, this.time, this.loggers) = (options, api, metrics, time, loggers);
        queue = new WorkQueue<EntityKey>(new WorkQueueOptions(), metrics, time, random);
        Context = CreateContext(events);
        var jobs = create(Context);
        Controller = new Controller<GptTrainingJob>(
                Context.Jobs,
                new EntityReconciler<GptTrainingJob>(jobs, jobs.Finalizer, api, metrics, time),
                queue,
                new ControllerOptions { Workers = options.Workers },
                time,
                loggers.CreateLogger<Controller<GptTrainingJob>>())
            .Owns(Context.Pods)
            .Owns(Context.ConfigMaps)
            .Owns(Context.Services);
    }

    public OperatorContext Context { get; }

    public Controller<GptTrainingJob> Controller { get; }

    /// <summary>What is done beside the controller's work, while this operator leads.</summary>
    public List<IPeriodicWork> Beside { get; } = [];

    public void Dispose() => queue.Dispose();

    private OperatorContext CreateContext(IEventRecorder events) => new()
    {
        Options = options,
        Api = api,
        Jobs = new Informer<GptTrainingJob>(
            api, new InformerOptions<GptTrainingJob> { Namespaces = options.Namespaces }, metrics, time, loggers),
        Pods = Owned<V1Pod>(CacheTrim.Trim),
        ConfigMaps = Owned<V1ConfigMap>(CacheTrim.Trim),
        Services = Owned<V1Service>(),
        Enqueue = queue.Add,
        RunBeside = Beside.Add,
        Events = events,
        Metrics = metrics,
        Time = time,
        Loggers = loggers,
    };

    private Informer<T> Owned<T>(Action<T>? trim = null)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta> => new(
        api,
        new InformerOptions<T>
        {
            Namespaces = options.Namespaces,
            LabelSelector = OperatorContext.ManagedBySelector,
            Trim = trim,
            Indexes = new Dictionary<string, Func<T, IEnumerable<string>>>
            {
                [EntityIndexes.OwnerUid] = EntityIndexes.ByOwnerUid,
                [OperatorContext.JobIndex] = EntityIndexes.ByLabel(OperatorContext.JobLabel),
            },
        },
        metrics,
        time,
        loggers);
}
