namespace GptOperator.Reconciling;

/// <summary>What the operator's owner decides for every job.</summary>
internal sealed record PlannerSettings
{
    /// <summary>The image of the trainer where a job names none.</summary>
    public required string TrainerImage { get; init; }

    /// <summary>Time between two looks at a running job's progress; also the least time between two writes of it.</summary>
    public required TimeSpan ProgressInterval { get; init; }
}
