using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>A rank failed or was lost: the whole attempt ends.</summary>
internal static class AttemptFailed
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Stage is not { Phase: StagePhase.Running } stage)
            return null;
        var verdict = situation.Attempt!.Failed(
            failure => RetryPolicy.Judge(situation.Job.Spec.Retry, stage.Name, failure),
            started: stage.AttemptStartTime is not null);
        return verdict is null ? null : AttemptEnd.Follow(situation, verdict);
    }
}
