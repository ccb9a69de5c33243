using GptOperator.Crds.Status;

namespace GptOperator.Reconciling;

/// <summary>What to do about a job. The status comes first among the writes, so that no decision is lost with the pods that it was about.</summary>
internal sealed record JobPlan
{
    public static JobPlan Nothing { get; } = new();

    /// <summary>Lets go of a deleted job.</summary>
    public static JobPlan Release { get; } = new() { Released = true };

    /// <summary>Whether the operator has nothing more to do for a deleted job.</summary>
    public bool Released { get; init; }

    /// <summary>The job's status as it should be; null where there is none to keep.</summary>
    public GptTrainingJobStatus? Status { get; init; }

    public IReadOnlyList<PlannedWrite> Writes { get; init; } = [];

    /// <summary>To be told once the status is written.</summary>
    public IReadOnlyList<PlannedEvent> Events { get; init; } = [];

    /// <summary>When to look again even if nothing changes until then.</summary>
    public TimeSpan? RequeueAfter { get; init; }
}
