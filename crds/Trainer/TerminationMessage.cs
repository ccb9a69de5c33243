namespace GptOperator.Crds.Trainer;

/// <summary>What a trainer leaves as its container's termination message, as JSON of at most 4096 bytes.</summary>
public sealed record TerminationMessage
{
    /// <summary>Why the trainer ended, in one PascalCase word: Completed, InvalidJob, InvalidData, Diverged, TransientFault, Stopped.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why the trainer ended, for a person: one line.</summary>
    public string Message { get; init; } = "";

    /// <summary>Steps done.</summary>
    public long? Step { get; init; }

    /// <summary>The newest complete checkpoint.</summary>
    public Status.CheckpointReference? Checkpoint { get; init; }

    /// <summary>Where the stage's results lie; only what this stage made.</summary>
    public Status.OutputsStatus? Outputs { get; init; }

    /// <summary>What the stage measured.</summary>
    public Status.ResultsStatus? Results { get; init; }

    /// <summary>The progress at the end, so that the last step is seen even when no poll came by.</summary>
    public TrainerProgress? Progress { get; init; }
}
