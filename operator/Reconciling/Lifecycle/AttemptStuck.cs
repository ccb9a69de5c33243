using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.Moves;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>The attempt's pods do not run though they had all the time that the job gives them.</summary>
internal static class AttemptStuck
{
    public static Situation? Step(Situation situation)
    {
        if (situation.Observed.Now < (At(situation) ?? DateTimeOffset.MaxValue))
            return null;
        var stage = situation.Stage!;
        var failure = Cause(situation);
        var told = failure with { Message = $"{failure.Message} (spec.pendingDeadlineSeconds is {situation.Job.Spec.PendingDeadlineSeconds})" };
        return AttemptEnd.Follow(situation, RetryPolicy.Judge(situation.Job.Spec.Retry, stage.Name, told));
    }

    /// <summary>When the time is over; null where there is no such bound, or nothing keeps pods from running but the job itself.</summary>
    public static DateTimeOffset? At(Situation situation)
    {
        if (situation.Job.Spec is not { PendingDeadlineSeconds: { } seconds, Suspend: false }
            || situation is not { Stage: { Phase: StagePhase.Running } stage, Attempt: { } attempt }
            || (attempt.AllPresent && attempt.Pods.All(pod => pod.HasRun))
            || (!attempt.AllPresent && (situation.Faults.Count > 0 || situation.Leftovers.Any())))
            return null;
        DateTimeOffset?[] due = stage.AttemptStartTime is { } created ? [created] : [stage.StartTime, stage.NotBefore, situation.Status.StartTime];
        return due.Max() + TimeSpan.FromSeconds(seconds);
    }

    private static Failure Cause(Situation situation)
    {
        var waiting = situation.Attempt!.Pods.Where(pod => !pod.HasRun).Select(pod => (Pod: pod, Wait: situation.WaitOf(pod))).ToList();
        var (pod, wait) = waiting.OrderByDescending(one => one.Wait.Stuck).FirstOrDefault();
        if (wait is null)
            return Uncreated(situation);
        var reason = wait.Reason switch
        {
            PodWait.ImagePull => FailureReason.ImagePull,
            PodWait.Unschedulable => FailureReason.Unschedulable,
            _ => FailureReason.PendingDeadlineExceeded,
        };
        return new Failure(reason, wait.Message) { Node = pod.Node };
    }

    private static Failure Uncreated(Situation situation)
    {
        var condition = situation.Status.Conditions?.FirstOrDefault(condition => condition is { Type: ConditionTypes.PodsReady, Status: "False" });
        return new Failure(
            condition?.Reason == MoveReasons.PodRejected ? FailureReason.PodRejected : FailureReason.PendingDeadlineExceeded,
            condition?.Message ?? $"pod {situation.Attempt!.Missing[0].PodName} could not be created");
    }
}
