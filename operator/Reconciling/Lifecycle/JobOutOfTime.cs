using GptOperator.Crds.Spec;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>The job's own deadline is over: it fails, whatever its retry rules say.</summary>
internal static class JobOutOfTime
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Observed.Now < (At(situation) ?? DateTimeOffset.MaxValue))
            return null;
        var message = $"the job has not ended {situation.Job.Spec.ActiveDeadlineSeconds} seconds after it began, as spec.activeDeadlineSeconds demands";
        return AttemptEnd.Follow(situation, new Verdict(RetryAction.Fail, new Failure(FailureReason.DeadlineExceeded, message)));
    }

    /// <summary>When the deadline is over; null where there is none, or its clock stands still.</summary>
    public static DateTimeOffset? At(Situation situation) =>
        situation.Status.StartTime is { } start && situation.Job.Spec is { Suspend: false, ActiveDeadlineSeconds: { } seconds }
            ? start + TimeSpan.FromSeconds(seconds)
            : null;
}
