using GptOperator.Crds.Status;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>
/// The job's owner suspends it: the running attempt is over, which is no failure, and the clock of its deadline stops. The next attempt's
/// number is taken at once, so that pods of this one are known for what they are whenever they are seen.
/// </summary>
internal static class JobSuspended
{
    public static Situation? Step(Situation situation)
    {
        if (!situation.Job.Spec.Suspend || situation is not { Status.StartTime: not null, Stage: { } stage })
            return null;
        var status = TrainerReport.AtRest(situation.Status) with { StartTime = null };
        return stage.Phase == StagePhase.Running
            ? situation.With(status, stage with { Attempt = stage.Attempt + 1, AttemptStartTime = null, NotBefore = null })
            : situation.With(status);
    }
}
