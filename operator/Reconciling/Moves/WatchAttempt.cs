using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Moves;

/// <summary>The attempt's pods are there: nothing to do but to tell how they are.</summary>
internal static class WatchAttempt
{
    public static Move? Decide(Situation situation)
    {
        if (situation.Attempt is not { AllPresent: true } attempt)
            return null;
        var title = StageText.Title(situation.Stage!);
        if (attempt.AllReady)
        {
            return new Move
            {
                PodsReady = Aspect.True(MoveReasons.PodsReady, "every pod is ready"),
                Progressing = Aspect.True(MoveReasons.StageRunning, $"{title} runs"),
            };
        }
        var waits = attempt.Pods.Where(pod => !pod.Ended && pod.Phase != RankPhase.Ready).Select(PodWait.Of).ToList();
        var wait = waits.FirstOrDefault(wait => wait.Stuck) ?? waits.FirstOrDefault() ?? new PodWait(false, PodWait.PodNotReady, "a pod has ended, others still run");
        return new Move
        {
            Writes = situation.Attempt.HasRun ? [] : AttemptObjects.MissingConfigMap(situation),
            PodsReady = Aspect.False(wait.Reason, wait.Message),
            Progressing = wait.Stuck ? Aspect.False(wait.Reason, wait.Message)
                : attempt.HasRun ? Aspect.True(MoveReasons.StageRunning, $"{title} runs")
                : Aspect.True(MoveReasons.StageStarting, $"{title} is starting"),
            RequeueAfter = UntilLost(situation),
        };
    }

    /// <summary>When the first pod that is being deleted has to be taken for lost.</summary>
    private static TimeSpan? UntilLost(Situation situation) => situation.Attempt!.Pods
        .Where(pod => pod.Phase == RankPhase.Terminating)
        .Min(pod => MetaTime.Of(pod.Pod.Metadata.DeletionTimestamp) + RankPod.LostAfter - situation.Observed.Now);
}
