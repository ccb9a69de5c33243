using GptOperator.Crds;
using GptOperator.Crds.Spec;
using k8s.Models;

namespace GptOperator.Reconciling.PodGroups;

/// <summary>The PodGroup of one attempt, whichever scheduler's.</summary>
internal sealed record AttemptPodGroup
{
    public required PodGroupApi Api { get; init; }

    public required V1ObjectMeta Metadata { get; init; }

    /// <summary>Pods that must be placed together.</summary>
    public required int Members { get; init; }

    /// <summary>The scheduler's queue; null for its default.</summary>
    public string? Queue { get; init; }

    public string? PriorityClassName { get; init; }

    public static AttemptPodGroup Build(GptTrainingJob job, PodGroupApi api, string stage, int attempt) => new()
    {
        Api = api,
        Metadata = new V1ObjectMeta
        {
            Name = JobNames.Attempt(job, stage, attempt),
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Labels = JobLabels.OfAttempt(job, stage, attempt),
            OwnerReferences = [Ownership.Of(job)],
        },
        Members = StagePods.Count(job, stage),
        Queue = api == PodGroupApi.Volcano ? job.Spec.Scheduling.QueueName : null,
        PriorityClassName = job.Spec.Scheduling.PriorityClassName,
    };
}
