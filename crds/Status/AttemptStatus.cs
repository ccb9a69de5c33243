using GptOperator.Crds.Spec;

namespace GptOperator.Crds.Status;

/// <summary>An attempt that ended before its stage was complete: how, and what followed.</summary>
public sealed record AttemptStatus
{
    /// <summary>The stage.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The attempt's number, as in the pods' names.</summary>
    public int Attempt { get; init; }

    /// <summary>Why it ended, in a word: one of the reasons that retry rules match.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What followed: Restart, RestartWithoutCounting or Fail.</summary>
    public RetryAction Action { get; init; }

    /// <summary>The trainer's exit code; missing where it left none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The node of the pod that ended the attempt.</summary>
    public string? Node { get; init; }

    /// <summary>Why it ended, for a person.</summary>
    public string? Message { get; init; }

    /// <summary>Steps done when it ended, as far as the trainer said.</summary>
    public long? Step { get; init; }

    /// <summary>Step of the checkpoint that the next attempt goes on from; missing where there was none.</summary>
    public long? CheckpointStep { get; init; }

    /// <summary>When its pods had been created; missing where they were not.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }
}
