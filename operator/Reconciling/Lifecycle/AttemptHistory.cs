using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>The record of attempts that ended early.</summary>
internal static class AttemptHistory
{
    /// <summary>More would make each write of the status longer for a story that nobody reads that far back.</summary>
    private const int Kept = 10;

    private const int LongestMessage = 1024;

    /// <param name="status">The status with what the attempt's trainer last said.</param>
    /// <param name="stage">The stage while the attempt still is its newest.</param>
    /// <param name="verdict">How the attempt ended and what follows.</param>
    /// <param name="now">When it was seen to have ended.</param>
    public static GptTrainingJobStatus With(GptTrainingJobStatus status, StageStatus stage, Verdict verdict, DateTimeOffset now)
    {
        var ended = new AttemptStatus
        {
            Stage = stage.Name,
            Attempt = stage.Attempt,
            Reason = verdict.Failure.Reason.ToString(),
            Action = verdict.Action,
            ExitCode = verdict.Failure.ExitCode,
            Node = verdict.Failure.Node,
            Message = verdict.Failure.Message.Length <= LongestMessage ? verdict.Failure.Message : verdict.Failure.Message[..LongestMessage],
            Step = status.Progress?.Stage == stage.Name ? status.Progress.Step : null,
            CheckpointStep = stage.Name == status.Progress?.Stage ? status.LastCheckpoint?.Step : null,
            StartTime = stage.AttemptStartTime,
            EndTime = verdict.Failure.Time ?? now,
        };
        return status with { Attempts = [.. (status.Attempts ?? []).Append(ended).TakeLast(Kept)] };
    }
}
