using GptOperator.Crds.Status;
using GptOperator.Reconciling.Moves;

namespace GptOperator.Reconciling.Reporting;

/// <summary>The events of a change: what the new status says that the old one did not.</summary>
internal static class Announcements
{
    public const string StageStarted = nameof(StageStarted);
    public const string StageSucceeded = nameof(StageSucceeded);
    public const string Restarting = nameof(Restarting);
    public const string Succeeded = nameof(Succeeded);
    public const string Failed = nameof(Failed);

    public static IReadOnlyList<PlannedEvent> Between(GptTrainingJobStatus? before, GptTrainingJobStatus after) =>
    [
        .. after.Stages!.SelectMany(stage => OfStage(before?.Stages?.FirstOrDefault(other => other.Name == stage.Name), stage)),
        .. OfWaiting(before, after),
        .. OfEnd(before, after),
    ];

    private static IEnumerable<PlannedEvent> OfStage(StageStatus? before, StageStatus after)
    {
        if (before?.StartTime is null && after.StartTime is not null)
            yield return new(false, StageStarted, $"stage {after.Name} starts");
        if (after.Attempt > (before?.Attempt ?? 0) && after.LastFailureReason is { } reason)
            yield return new(true, Restarting, $"{StageText.Title(after)} follows, after {reason}: {after.LastFailureMessage}");
        if (before?.Phase != StagePhase.Succeeded && after.Phase == StagePhase.Succeeded)
            yield return new(false, StageSucceeded, $"stage {after.Name} is complete");
    }

    /// <summary>Only what someone has to mend: a reason not seen on the condition before.</summary>
    private static IEnumerable<PlannedEvent> OfWaiting(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        if (after.CompletionTime is not null)
            return [];
        var valid = Find(after, ConditionTypes.Valid);
        var progressing = Find(after, ConditionTypes.Progressing);
        var blame = valid is { Status: "False" } ? valid : progressing is { Status: "False" } ? progressing : null;
        var known = blame is null ? null : Find(before, blame.Type);
        return blame is null || (known is { Status: "False" } && known.Reason == blame.Reason && known.ObservedGeneration == blame.ObservedGeneration)
            ? []
            : [new(true, blame.Reason, blame.Message)];
    }

    private static IEnumerable<PlannedEvent> OfEnd(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        if (before?.CompletionTime is not null || after.CompletionTime is null)
            return [];
        return after.Phase == JobPhase.Succeeded
            ? [new(false, Succeeded, "every stage is complete")]
            : [new(true, Failed, Find(after, ConditionTypes.Failed) is { } failed ? $"{failed.Reason}: {failed.Message}" : "the job failed")];
    }

    private static JobCondition? Find(GptTrainingJobStatus? status, string type) => status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
}
