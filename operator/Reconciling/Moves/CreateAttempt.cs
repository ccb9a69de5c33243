using GptOperator.Crds.Status;

namespace GptOperator.Reconciling.Moves;

/// <summary>Nothing stands in the way of the attempt's pods.</summary>
internal static class CreateAttempt
{
    /// <summary>A quota or a policy changes by someone's hand.</summary>
    private static readonly TimeSpan RetryRejected = TimeSpan.FromSeconds(30);

    public static Move? Decide(Situation situation)
    {
        var refusal = situation.Observed.Rejection is { } rejection
            ? Aspect.False(MoveReasons.PodRejected, $"the API server refuses {rejection.Name}: {rejection.Message}")
            : EarlierRefusal(situation);
        var creating = $"{StageText.Title(situation.Stage!)} is starting";
        return new Move
        {
            Writes = situation.Observed.Rejection is null ? AttemptObjects.Missing(situation) : [],
            PodsReady = refusal ?? Aspect.False(MoveReasons.CreatingPods, creating),
            Progressing = refusal ?? Aspect.True(MoveReasons.StageStarting, creating),
            Events = Ungrouped(situation),
            RequeueAfter = situation.Observed.Rejection is null ? null : RetryRejected,
        };
    }

    private static IReadOnlyList<PlannedEvent> Ungrouped(Situation situation) =>
        situation is { Job.Spec.Scheduling.PodGroup: { } wanted, Observed.PodGroups: null }
            ? [new(true, MoveReasons.NoPodGroup, $"spec.scheduling.podGroup is {wanted}, whose API this cluster lacks: the pods are scheduled one by one")]
            : [];

    /// <summary>A refusal stands until a pod is there, else each new try would write the status twice.</summary>
    private static Aspect? EarlierRefusal(Situation situation)
    {
        var condition = situation.Status.Conditions?.FirstOrDefault(condition => condition.Type == ConditionTypes.PodsReady);
        return condition is { Reason: MoveReasons.PodRejected or MoveReasons.NameTaken } ? Aspect.False(condition.Reason, condition.Message) : null;
    }
}
