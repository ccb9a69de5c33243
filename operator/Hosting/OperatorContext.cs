using GptOperator.Crds;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using GptOperator.Reconciling;
using k8s.Models;

namespace GptOperator.Hosting;

/// <summary>What a controller is given to work with.</summary>
internal sealed record OperatorContext
{
    /// <summary>Index by the job that a pod, config map or service is labelled with; values are made by <see cref="EntityIndexes.LabelValue"/>.</summary>
    public const string JobIndex = "job";

    public const string JobLabel = JobLabels.Job;

    /// <summary>On everything the operator makes; what lacks it is not in the caches.</summary>
    public const string ManagedBySelector = $"{JobLabels.ManagedBy}={JobLabels.Manager}";

    public required OperatorOptions Options { get; init; }

    /// <summary>Behind the leadership's fence.</summary>
    public required IKubernetesApi Api { get; init; }

    public required Informer<GptTrainingJob> Jobs { get; init; }

    public required Informer<V1Pod> Pods { get; init; }

    public required Informer<V1ConfigMap> ConfigMaps { get; init; }

    public required Informer<V1Service> Services { get; init; }

    /// <summary>Has a job looked at soon, for a change that no informer tells of.</summary>
    public required Action<EntityKey> Enqueue { get; init; }

    /// <summary>Takes work to do beside the controller's, while this operator leads.</summary>
    public required Action<IPeriodicWork> RunBeside { get; init; }

    public required IEventRecorder Events { get; init; }

    public required OperatorMetrics Metrics { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
