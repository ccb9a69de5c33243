using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Moves;

/// <summary>The attempt's pods are there: nothing to do but to tell how they are.</summary>
internal static class WatchAttempt
{
    private const double ShortestLook = 3;
    private const double LongestLook = 60;

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
        var waits = attempt.Pods.Where(pod => !pod.Ended && pod.Phase != RankPhase.Ready).Select(situation.WaitOf).ToList();
        var wait = waits.FirstOrDefault(wait => wait.Stuck) ?? waits.FirstOrDefault() ?? new PodWait(false, PodWait.PodNotReady, "a pod has ended, others still run");
        return new Move
        {
            Writes = situation.Attempt.HasRun ? [] : AttemptObjects.MissingConfigMap(situation),
            PodsReady = Aspect.False(wait.Reason, wait.Message),
            Progressing = wait.Stuck ? Aspect.False(wait.Reason, wait.Message)
                : attempt.HasRun ? Aspect.True(MoveReasons.StageRunning, $"{title} runs")
                : Aspect.True(MoveReasons.StageStarting, $"{title} is starting"),
            RequeueAfter = new[] { UntilLost(situation), UntilWarned(situation) }.Min(),
        };
    }

    /// <summary>Nothing tells of an event: the longer a pod takes to start, the less often is it asked about.</summary>
    private static TimeSpan? UntilWarned(Situation situation) => situation.Attempt!.Pods
        .Where(PodWait.IsUnexplained)
        .Min(pod => situation.Observed.Now - MetaTime.Of(pod.Pod.Metadata.CreationTimestamp)) is { } age
            ? TimeSpan.FromSeconds(Math.Clamp(age.TotalSeconds / 2, ShortestLook, LongestLook))
            : null;

    /// <summary>When the first pod that is being deleted has to be taken for lost.</summary>
    private static TimeSpan? UntilLost(Situation situation) => situation.Attempt!.Pods
        .Where(pod => pod.Phase == RankPhase.Terminating)
        .Min(pod => MetaTime.Of(pod.Pod.Metadata.DeletionTimestamp) + RankPod.LostAfter - situation.Observed.Now);
}
