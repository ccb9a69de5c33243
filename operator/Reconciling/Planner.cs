using System.Text.Json;
using GptOperator.Crds;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.Lifecycle;
using GptOperator.Reconciling.Moves;
using GptOperator.Reconciling.Reporting;
using k8s.Models;

namespace GptOperator.Reconciling;

/// <summary>Decides what to do about a job. The same observation always gives the same plan.</summary>
internal static class Planner
{
    public static JobPlan Plan(Observed observed)
    {
        if (!IsOurs(observed.Job))
            return JobPlan.Nothing;
        var situation = Transitions.Settle(Situation.Of(observed));
        var move = MoveTable.Choose(situation);
        var status = StatusReport.Of(situation, move);
        var changed = !Same(observed.Job.Status, status);
        return new JobPlan
        {
            Status = status,
            Writes = [.. Guard(changed, status, move), .. move.Writes, .. Housekeeping.Deletes(situation)],
            Events = changed ? [.. Announcements.Between(observed.Job.Status, status), .. move.Events] : [],
            RequeueAfter = Timers.Next(situation, move),
        };
    }

    /// <summary>
    /// Names of the newest attempt's pods where the view shows that attempt's end. What follows an end cannot be taken back, and a cache may
    /// lag behind, or after a reconnection go back: a missing pod may be there, and an ended one may have been deleted and created again.
    /// Look for these at the API server itself first, lest a healthy attempt is given up or a second one runs beside it.
    /// </summary>
    public static IReadOnlyList<string> DoubtfulEnds(Observed observed)
    {
        if (!IsOurs(observed.Job) || observed.Job.Status?.CompletionTime is not null)
            return [];
        if (Situation.Of(observed) is not { Stage: { Phase: StagePhase.Running } stage, Attempt: { } attempt })
            return [];
        return attempt.HasEnded(started: stage.AttemptStartTime is not null)
            ? [.. attempt.Pods.Select(pod => pod.Name), .. attempt.Missing.Select(missing => missing.PodName)]
            : [];
    }

    /// <summary>
    /// Whether the plan would create an attempt after another at the same stage. A cache may lack a pod of the one before that still runs,
    /// and two must never run at once: look at all of the job's pods at the API server itself first.
    /// </summary>
    public static bool FollowsAnAttempt(Observed observed)
    {
        if (!IsOurs(observed.Job) || observed.Job.Status?.CompletionTime is not null)
            return false;
        var situation = Situation.Of(observed);
        return situation is { IsSuspended: false, Stage: { Phase: StagePhase.Running, Attempt: > 0, AttemptStartTime: null } stage, Attempt.AllPresent: false }
            && observed.Now >= (stage.NotBefore ?? DateTimeOffset.MinValue);
    }

    /// <summary>The pods that only events say more about.</summary>
    public static IEnumerable<V1Pod> Unexplained(Observed observed) => !IsOurs(observed.Job) || observed.Job.Status?.CompletionTime is not null
        ? []
        : Situation.Of(observed).Attempt?.Pods.Where(PodWait.IsUnexplained).Select(pod => pod.Pod) ?? [];

    /// <summary>Whether the job is this operator's to carry on. The API server's garbage collection takes the pods of a deleted one.</summary>
    private static bool IsOurs(GptTrainingJob job) =>
        job.Metadata.DeletionTimestamp is null && job.Spec.ManagedBy is null or GptTrainingJobSpec.Operator;

    /// <summary>The write that shows whether the view is up to date, where anything depends on it.</summary>
    private static PlannedWrite[] Guard(bool changed, GptTrainingJobStatus status, Move move) =>
        changed ? [new WriteStatus(status)] : move.Writes.Count > 0 ? [new ConfirmRevision()] : [];

    private static bool Same(GptTrainingJobStatus? before, GptTrainingJobStatus after) =>
        before is not null && JsonSerializer.Serialize(before, ContractJson.Options) == JsonSerializer.Serialize(after, ContractJson.Options);
}
