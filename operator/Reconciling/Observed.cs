using GptOperator.Crds;
using GptOperator.Reconciling.PodGroups;
using k8s.Models;

namespace GptOperator.Reconciling;

/// <summary>Everything that a plan is made from; one consistent look at one job.</summary>
internal sealed record Observed
{
    public required GptTrainingJob Job { get; init; }

    /// <summary>Pods that carry the job's label or a name that the job needs, whoever owns them.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>Config maps that carry the job's label or a name that the job needs, whoever owns them.</summary>
    public IReadOnlyList<V1ConfigMap> ConfigMaps { get; init; } = [];

    /// <summary>The newest warning about each pod that <see cref="Attempts.PodWait.IsUnexplained"/>, by the pod's uid.</summary>
    public IReadOnlyDictionary<string, PodWarning> Warnings { get; init; } = new Dictionary<string, PodWarning>();

    /// <summary>Null where the job asks for no PodGroup, or the cluster lacks the API that it asks for.</summary>
    public ObservedPodGroups? PodGroups { get; init; }

    /// <summary>What rank 0 of the newest attempt last said of itself.</summary>
    public HeardProgress? Progress { get; init; }

    /// <summary>Why the API server just refused an object that the last plan wanted.</summary>
    public Rejection? Rejection { get; init; }

    public required PlannerSettings Settings { get; init; }

    public required DateTimeOffset Now { get; init; }
}
