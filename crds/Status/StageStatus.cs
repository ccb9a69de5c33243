using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Status;

/// <summary>One stage of the job.</summary>
public sealed record StageStatus
{
    /// <summary>prepare or pretrain.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The stage's state.</summary>
    public StagePhase Phase { get; init; }

    /// <summary>Number of the newest attempt, from 0; it is part of the pods' names.</summary>
    public int Attempt { get; init; }

    /// <summary>When the first attempt began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When every pod of the newest attempt had been created; until then its pods are still to come.</summary>
    public DateTimeOffset? AttemptStartTime { get; init; }

    /// <summary>When the stage succeeded or failed.</summary>
    public DateTimeOffset? CompletionTime { get; init; }

    /// <summary>Before this time the next attempt does not start.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why the newest failed attempt ended, in a word.</summary>
    public string? LastFailureReason { get; init; }

    /// <summary>Why the newest failed attempt ended, for a person.</summary>
    public string? LastFailureMessage { get; init; }
}
