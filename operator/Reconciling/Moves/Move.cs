namespace GptOperator.Reconciling.Moves;

/// <summary>What to do next about a job whose status has settled, and how to tell it.</summary>
internal sealed record Move
{
    /// <summary>What is to be written, in order, while the job is still as it was observed.</summary>
    public IReadOnlyList<PlannedWrite> Writes { get; init; } = [];

    /// <summary>To be told beside what the status tells, when that changed.</summary>
    public IReadOnlyList<PlannedEvent> Events { get; init; } = [];

    public required Aspect PodsReady { get; init; }

    public required Aspect Progressing { get; init; }

    public TimeSpan? RequeueAfter { get; init; }
}
