using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Moves;

/// <summary>Two attempts never run at once: both would write the same checkpoints.</summary>
internal static class WaitForLeftovers
{
    public static Move? Decide(Situation situation)
    {
        if (situation.Leftovers.FirstOrDefault() is not { } leftover)
            return null;
        var message = $"{StageText.Title(situation.Stage!)} starts when pod {leftover.Name} has ended";
        return new Move
        {
            PodsReady = Aspect.False(MoveReasons.EndingAttempt, message),
            Progressing = Aspect.True(MoveReasons.EndingAttempt, message),
            RequeueAfter = MetaTime.Of(leftover.Pod.Metadata.DeletionTimestamp) + RankPod.LostAfter - situation.Observed.Now,
        };
    }
}
