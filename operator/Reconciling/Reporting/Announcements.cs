using GptOperator.Crds.Spec;
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
        .. (after.Attempts ?? []).Except(before?.Attempts ?? []).Where(ended => ended.Action != RetryAction.Fail).Select(OfRestart),
        .. after.Stages!.SelectMany(stage => OfStage(before?.Stages?.FirstOrDefault(other => other.Name == stage.Name), stage)),
        .. OfSuspension(before, after),
        .. OfWaiting(before, after),
        .. OfEnd(before, after),
    ];

    private static PlannedEvent OfRestart(AttemptStatus ended) => new(
        true,
        Restarting,
        $"{StageText.Title(ended.Stage, ended.Attempt + 1)} follows, after {ended.Reason}{Where(ended)}: {ended.Message}");

    private static string Where(AttemptStatus ended) => (ended.ExitCode, ended.Node) switch
    {
        ({ } code, { } node) => $" (exit code {code} on node {node})",
        ({ } code, null) => $" (exit code {code})",
        (null, { } node) => $" (on node {node})",
        _ => "",
    };

    private static IEnumerable<PlannedEvent> OfStage(StageStatus? before, StageStatus after)
    {
        if (before?.StartTime is null && after.StartTime is not null)
            yield return new(false, StageStarted, $"stage {after.Name} starts");
        if (before?.Phase != StagePhase.Succeeded && after.Phase == StagePhase.Succeeded)
            yield return new(false, StageSucceeded, $"stage {after.Name} is complete");
    }

    private static IEnumerable<PlannedEvent> OfSuspension(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        var suspended = Find(after, ConditionTypes.Suspended);
        return suspended is null || suspended.Status == Find(before, ConditionTypes.Suspended)?.Status
            ? []
            : [new(false, suspended.Reason, suspended.Message)];
    }

    /// <summary>Only what someone has to mend: a reason not seen on the condition before.</summary>
    private static IEnumerable<PlannedEvent> OfWaiting(GptTrainingJobStatus? before, GptTrainingJobStatus after)
    {
        if (after.CompletionTime is not null)
            return [];
        var valid = Find(after, ConditionTypes.Valid);
        var progressing = Find(after, ConditionTypes.Progressing);
        var blame = valid is { Status: "False" } ? valid : progressing is { Status: "False", Reason: not MoveReasons.Suspended } ? progressing : null;
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
