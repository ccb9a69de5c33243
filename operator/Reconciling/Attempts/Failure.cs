using GptOperator.Crds.Spec;

namespace GptOperator.Reconciling.Attempts;

/// <summary>What ended an attempt.</summary>
/// <param name="Reason">In one word.</param>
/// <param name="Message">For a person.</param>
internal sealed record Failure(FailureReason Reason, string Message)
{
    /// <summary>The trainer's; null where it left none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Null where the pod had none yet, or is gone.</summary>
    public string? Node { get; init; }

    /// <summary>When it ended, as its node says; null where no node says so.</summary>
    public DateTimeOffset? Time { get; init; }
}
