using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>A rank failed or was lost: the whole attempt ends, and another follows after its back-off while the verdict and the budget allow.</summary>
internal static class AttemptFailed
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Stage is not { Phase: StagePhase.Running } stage
            || situation.Attempt?.Failure(started: stage.AttemptStartTime is not null) is not var (verdict, time))
            return null;
        var status = TrainerReport.Merge(situation.Status, stage.Name, situation.Attempt.Rank0?.Message);
        var restarts = status.Restarts + (verdict.Action == VerdictAction.Restart ? 1 : 0);
        var limit = situation.Job.Spec.Retry.Limit;
        if (verdict.Action == VerdictAction.Fail)
            return Fail(situation, status, stage, verdict);
        if (restarts > limit)
            return Fail(situation, status, stage, verdict with { Message = $"{verdict.Message} (spec.retry.limit is {limit}: no restart is left)" });
        return Restart(situation, status with { Restarts = restarts }, stage, verdict, time);
    }

    private static Situation Fail(Situation situation, GptTrainingJobStatus status, StageStatus stage, Verdict verdict) =>
        situation.With(status with { CompletionTime = situation.Now }, stage with
        {
            Phase = StagePhase.Failed,
            CompletionTime = situation.Now,
            LastFailureReason = verdict.Reason,
            LastFailureMessage = verdict.Message,
        });

    private static Situation Restart(Situation situation, GptTrainingJobStatus status, StageStatus stage, Verdict verdict, DateTimeOffset? end)
    {
        // The wait counts from the failure where the node says when that was, so that planning again, or late, gives the same time.
        var since = end is { } time && time < situation.Now ? time : situation.Now;
        var delay = BackOff.Delay(situation.Job.Spec.Retry, situation.Job.Metadata.Uid, stage.Name, stage.Attempt + 1);
        return situation.With(status, stage with
        {
            Attempt = stage.Attempt + 1,
            AttemptStartTime = null,
            NotBefore = MetaTime.Ceiling(since + delay),
            LastFailureReason = verdict.Reason,
            LastFailureMessage = verdict.Message,
        });
    }
}
