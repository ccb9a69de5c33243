namespace GptOperator.Reconciling;

/// <summary>What the operator's owner decides for every job.</summary>
internal sealed record PlannerSettings
{
    /// <summary>The image of the trainer where a job names none.</summary>
    public required string TrainerImage { get; init; }
}
