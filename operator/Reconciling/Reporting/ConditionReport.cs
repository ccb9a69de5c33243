using GptOperator.Crds.Status;
using GptOperator.Reconciling.Moves;

namespace GptOperator.Reconciling.Reporting;

/// <summary>The job's conditions, always in the same order. Suspended, Succeeded and Failed are there from the day they first hold.</summary>
internal static class ConditionReport
{
    private const string SpecValid = nameof(SpecValid);
    private const string AllStagesComplete = nameof(AllStagesComplete);
    private const int LongestMessage = 8192;

    public static IReadOnlyList<JobCondition> Of(Situation situation, Move move)
    {
        var known = (situation.Status.Conditions ?? []).ToDictionary(condition => condition.Type);
        var aspects = new (string Type, Aspect? Aspect)[]
        {
            (ConditionTypes.Valid, Valid(situation, known)),
            (ConditionTypes.Suspended, Suspended(situation, known)),
            (ConditionTypes.PodsReady, move.PodsReady),
            (ConditionTypes.Progressing, move.Progressing),
            (ConditionTypes.Succeeded, situation.Stage is null ? Aspect.True(AllStagesComplete, "every stage is complete") : null),
            (ConditionTypes.Failed, Failed(situation, known)),
        };
        return [.. from pair in aspects where pair.Aspect is not null select Condition(situation, known, pair.Type, pair.Aspect)];
    }

    private static Aspect Valid(Situation situation, Dictionary<string, JobCondition> known)
    {
        if (situation.Faults.Count > 0)
            return Aspect.False(MoveReasons.InvalidSpec, string.Join('\n', situation.Faults.Select(fault => fault.Message)));
        // A finished job's spec is not looked at any more; what was found before stands.
        return situation.Finished && known.TryGetValue(ConditionTypes.Valid, out var valid)
            ? new Aspect(valid.Status, valid.Reason, valid.Message)
            : Aspect.True(SpecValid, "the spec can be run");
    }

    private static Aspect? Suspended(Situation situation, Dictionary<string, JobCondition> known)
    {
        if (situation.IsSuspended)
            return Aspect.True(MoveReasons.Suspended, StaySuspended.Message(situation));
        return known.ContainsKey(ConditionTypes.Suspended) ? Aspect.False(MoveReasons.Resumed, "the job was resumed") : null;
    }

    private static Aspect? Failed(Situation situation, Dictionary<string, JobCondition> known)
    {
        if (situation.Stage is { Phase: StagePhase.Failed } stage)
            return Aspect.True(stage.LastFailureReason!, stage.LastFailureMessage!);
        if (situation is { Faults.Count: > 0, Attempt.AllPresent: false })
            return Aspect.True(MoveReasons.InvalidSpec, situation.Faults[0].Message);
        return known.ContainsKey(ConditionTypes.Failed) ? Aspect.False(SpecValid, "the spec was corrected") : null;
    }

    private static JobCondition Condition(Situation situation, Dictionary<string, JobCondition> known, string type, Aspect aspect) => new()
    {
        Type = type,
        Status = aspect.Status,
        Reason = aspect.Reason,
        Message = aspect.Message.Length <= LongestMessage ? aspect.Message : aspect.Message[..LongestMessage],
        LastTransitionTime = known.TryGetValue(type, out var before) && before.Status == aspect.Status
            ? before.LastTransitionTime ?? situation.Now
            : situation.Now,
        ObservedGeneration = situation.Job.Metadata.Generation,
    };
}
