using GptOperator.Crds.Trainer;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Moves;

/// <summary>The job's owner wants no pod to run.</summary>
internal static class StaySuspended
{
    public static Move? Decide(Situation situation)
    {
        if (!situation.IsSuspended)
            return null;
        var suspended = Aspect.False(MoveReasons.Suspended, Message(situation));
        return new Move
        {
            PodsReady = suspended,
            Progressing = suspended,
            RequeueAfter = MetaTime.Of(situation.Leftovers.FirstOrDefault()?.Pod.Metadata.DeletionTimestamp) + RankPod.LostAfter - situation.Observed.Now,
        };
    }

    public static string Message(Situation situation) => situation.Leftovers.FirstOrDefault() is { } pod
        ? $"pod {pod.Name} is ending{(pod.Stage == StageNames.Prepare ? "" : ", with a checkpoint of its work")}"
        : "no pod runs; set spec.suspend to false to go on";
}
