using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>The current attempt is over before its stage is complete: it is recorded, and another follows after its back-off or the job fails.</summary>
internal static class AttemptEnd
{
    public static Situation Follow(Situation situation, Verdict verdict)
    {
        var stage = situation.Stage!;
        var status = TrainerReport.AtRest(TrainerReport.Merge(situation.Status, stage.Name, situation.Attempt!.Rank0?.Message));
        var restarts = status.Restarts + (verdict.Action == RetryAction.Restart ? 1 : 0);
        var limit = situation.Job.Spec.Retry.Limit;
        if (verdict.Action == RetryAction.Fail)
            return Fail(situation, status, verdict.Failure);
        if (restarts > limit)
            return Fail(situation, status, verdict.Failure with { Message = $"{verdict.Failure.Message} (spec.retry.limit is {limit}: no restart is left)" });
        return Restart(situation, status with { Restarts = restarts }, verdict);
    }

    private static Situation Fail(Situation situation, GptTrainingJobStatus status, Failure failure)
    {
        var recorded = AttemptHistory.With(status, situation.Stage!, new Verdict(RetryAction.Fail, failure), situation.Now);
        return situation.With(recorded with { CompletionTime = situation.Now }, Told(situation.Stage!, failure) with
        {
            Phase = StagePhase.Failed,
            CompletionTime = situation.Now,
        });
    }

    private static Situation Restart(Situation situation, GptTrainingJobStatus status, Verdict verdict)
    {
        var stage = situation.Stage!;
        // The wait counts from the failure where the node says when that was, so that planning again, or late, gives the same time.
        var since = verdict.Failure.Time is { } time && time < situation.Now ? time : situation.Now;
        var delay = BackOff.Delay(situation.Job.Spec.Retry, situation.Job.Metadata.Uid, stage.Name, stage.Attempt + 1);
        return situation.With(AttemptHistory.With(status, stage, verdict, situation.Now), Told(stage, verdict.Failure) with
        {
            Attempt = stage.Attempt + 1,
            AttemptStartTime = null,
            NotBefore = MetaTime.Ceiling(since + delay),
        });
    }

    private static StageStatus Told(StageStatus stage, Failure failure) => stage with
    {
        LastFailureReason = failure.Reason.ToString(),
        LastFailureMessage = failure.Message,
    };
}
