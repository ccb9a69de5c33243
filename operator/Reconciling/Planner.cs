using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Status;
using GptOperator.Reconciling.Lifecycle;
using GptOperator.Reconciling.Moves;
using GptOperator.Reconciling.Reporting;

namespace GptOperator.Reconciling;

/// <summary>Decides what to do about a job. The same observation always gives the same plan.</summary>
internal static class Planner
{
    public static JobPlan Plan(Observed observed)
    {
        // The API server's garbage collection takes the pods with the job.
        if (observed.Job.Metadata.DeletionTimestamp is not null)
            return JobPlan.Nothing;
        var situation = Transitions.Settle(Situation.Of(observed));
        var move = MoveTable.Choose(situation);
        var status = StatusReport.Of(situation, move);
        var changed = !Same(observed.Job.Status, status);
        return new JobPlan
        {
            Status = status,
            Writes = [.. Guard(changed, status, move), .. move.Creates, .. Housekeeping.Deletes(situation)],
            Events = changed ? Announcements.Between(observed.Job.Status, status) : [],
            RequeueAfter = move.RequeueAfter is { } wait && wait < TimeSpan.Zero ? TimeSpan.Zero : move.RequeueAfter,
        };
    }

    /// <summary>
    /// Names of the newest attempt's pods where the view shows that attempt's end. What follows an end cannot be taken back, and a cache may
    /// lag behind, or after a reconnection go back: a missing pod may be there, and an ended one may have been deleted and created again.
    /// Look for these at the API server itself first, lest a healthy attempt is given up or a second one runs beside it.
    /// </summary>
    public static IReadOnlyList<string> DoubtfulEnds(Observed observed)
    {
        if (observed.Job.Metadata.DeletionTimestamp is not null || observed.Job.Status?.CompletionTime is not null)
            return [];
        if (Situation.Of(observed) is not { Stage: { Phase: StagePhase.Running } stage, Attempt: { } attempt })
            return [];
        var ends = attempt.Succeeded || attempt.Failure(started: stage.AttemptStartTime is not null) is not null;
        return ends ? [.. attempt.Pods.Select(pod => pod.Name), .. attempt.Missing.Select(missing => missing.PodName)] : [];
    }

    /// <summary>The write that shows whether the view is up to date, where anything depends on it.</summary>
    private static PlannedWrite[] Guard(bool changed, GptTrainingJobStatus status, Move move) =>
        changed ? [new WriteStatus(status)] : move.Creates.Count > 0 ? [new ConfirmRevision()] : [];

    private static bool Same(GptTrainingJobStatus? before, GptTrainingJobStatus after) =>
        before is not null && JsonSerializer.Serialize(before, ContractJson.Options) == JsonSerializer.Serialize(after, ContractJson.Options);
}
