using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How the job's pods come to their nodes.</summary>
public sealed record SchedulingSpec
{
    /// <summary>
    /// The queue that admits the job's pods: a Kueue LocalQueue, which takes each attempt as a group of plain pods, or a Volcano queue
    /// where podGroup is Volcano.
    /// </summary>
    [Length(1, MaxLength = 63)]
    public string? QueueName { get; init; }

    /// <summary>The scheduler of the pods. Default: the cluster's, or volcano where podGroup is Volcano.</summary>
    [Length(1, MaxLength = 253)]
    public string? SchedulerName { get; init; }

    /// <summary>The PriorityClass of the pods.</summary>
    [Length(1, MaxLength = 253)]
    public string? PriorityClassName { get; init; }

    /// <summary>
    /// Schedules all pods of an attempt or none, by a PodGroup of this scheduler. In a cluster that lacks the scheduler's API the pods are
    /// scheduled one by one, and an event says so.
    /// </summary>
    public PodGroupApi? PodGroup { get; init; }
}
