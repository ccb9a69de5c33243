namespace GptOperator.Reconciling.Moves;

/// <summary>What to do next about a job whose status has settled, and how to tell it.</summary>
internal sealed record Move
{
    /// <summary>Objects to create, in order.</summary>
    public IReadOnlyList<PlannedWrite> Creates { get; init; } = [];

    public required Aspect PodsReady { get; init; }

    public required Aspect Progressing { get; init; }

    public TimeSpan? RequeueAfter { get; init; }
}
