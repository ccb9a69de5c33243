using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Lifecycle;

/// <summary>
/// Pods ahead of the status mean that a status was lost, for it is always written first: restored from a backup, or cleared by hand.
/// What the pods show is taken up again, each attempt between counted as a restart, rather than started a second time beside them.
/// </summary>
internal static class StatusRecovery
{
    public static Situation? Step(Situation situation)
    {
        var stages = situation.Status.Stages!.ToList();
        var current = stages.FindIndex(stage => stage.Name == situation.Stage?.Name);
        if (current < 0)
            return null;
        var ahead = situation.Owned
            .Select(pod => (Index: stages.FindIndex(stage => stage.Name == pod.Stage), pod.Attempt))
            .Where(pod => pod.Index > current || (pod.Index == current && pod.Attempt > stages[current].Attempt))
            .DefaultIfEmpty((Index: -1, Attempt: -1))
            .Max();
        if (ahead.Index < 0)
            return null;
        var restarts = ahead.Attempt - stages[ahead.Index].Attempt;
        for (var index = current; index < ahead.Index; index++)
            stages[index] = stages[index] with { Phase = StagePhase.Succeeded, CompletionTime = situation.Now };
        stages[ahead.Index] = Resume(stages[ahead.Index], ahead.Attempt, situation.Now);
        return situation.With(situation.Status with
        {
            Stages = stages,
            StartTime = situation.Status.StartTime ?? situation.Now,
            Restarts = situation.Status.Restarts + Math.Max(0, restarts),
        });
    }

    private static StageStatus Resume(StageStatus stage, int attempt, DateTimeOffset now) => stage with
    {
        Phase = StagePhase.Running,
        Attempt = attempt,
        StartTime = stage.StartTime ?? now,
        AttemptStartTime = null,
        NotBefore = null,
    };
}
