using System.Collections.Immutable;
using GptOperator.Crds;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling.Deletion;

/// <summary>
/// Lets go of a deleted job whose owner wants its storage deleted with it: its pods end, then a short-lived pod of the trainer's image
/// removes what it stored, for the operator knows no storage. Every way through the table ends within <see cref="Limit"/>: what could not
/// be removed by then is told of and left. The first row that fits decides.
/// </summary>
internal static class StorageDeletion
{
    public const string Finalizer = GptTrainingJob.Group + "/checkpoints";

    /// <summary>From the wish to delete the job to giving up on its storage.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly ImmutableArray<Func<DeletionSituation, JobPlan?>> Table =
    [
        NothingToDelete,
        OutOfTime,
        WaitForDependents,
        EndPods,
        Finished,
        WaitForPod,
        TryAgainLater,
        CreatePod,
    ];

    public static bool IsWanted(GptTrainingJob job) =>
        job.Spec.Checkpoint.DeletionPolicy == DeletionPolicy.Delete && job.Spec.ManagedBy is null or GptTrainingJobSpec.Operator;

    public static JobPlan Plan(Observed observed)
    {
        var situation = DeletionSituation.Of(observed);
        var plan = Table.Select(row => row(situation)).First(plan => plan is not null)!;
        return plan.Released ? plan : plan with { RequeueAfter = Sooner(plan.RequeueAfter, situation.GiveUpAt - observed.Now) };
    }

    private static JobPlan? NothingToDelete(DeletionSituation situation) =>
        !IsWanted(situation.Job) || situation.IsOrphaning || !situation.HasRun ? JobPlan.Release : null;

    private static JobPlan? OutOfTime(DeletionSituation situation)
    {
        if (situation.IsNamespaceGoing)
            return Left(situation, "its namespace is being deleted");
        if (situation.Observed.Now >= situation.GiveUpAt)
            return Left(situation, $"{Limit.TotalMinutes:0} minutes were not enough{situation.LastWords}");
        return situation.Faults.Count > 0 ? Left(situation, situation.Faults[0].Message) : null;
    }

    /// <summary>A foreground deletion takes every dependent first; one created now would go with them.</summary>
    private static JobPlan? WaitForDependents(DeletionSituation situation) => situation.IsForeground ? new JobPlan() : null;

    /// <summary>What still trains would write what is being removed.</summary>
    private static JobPlan? EndPods(DeletionSituation situation)
    {
        var running = situation.Owned.Where(pod => pod.Stage != StageNames.Delete && !pod.Ended).ToList();
        return running.Count == 0 ? null : new JobPlan
        {
            Writes = [.. running.Where(pod => pod.Pod.Metadata.DeletionTimestamp is null).Select(pod => DeletePod.Of(pod.Pod))],
            RequeueAfter = running.Min(pod => MetaTime.Of(pod.Pod.Metadata.DeletionTimestamp)) + RankPod.LostAfter - situation.Observed.Now,
        };
    }

    private static JobPlan? Finished(DeletionSituation situation)
    {
        if (situation.Attempts.FirstOrDefault(pod => pod.Phase == RankPhase.Succeeded) is { } done)
            return JobPlan.Release with { Events = [new(false, "StorageDeleted", done.Message?.Message ?? $"what the job stored in {situation.Uri} is deleted")] };
        return situation.IsHopeless ? Left(situation, situation.LastWords.TrimStart(':', ' ')) : null;
    }

    private static JobPlan? WaitForPod(DeletionSituation situation) => situation.Attempts.Any(pod => !pod.Ended) ? new JobPlan() : null;

    private static JobPlan? TryAgainLater(DeletionSituation situation) =>
        situation.NextAttemptAt is { } time && situation.Observed.Now < time ? new JobPlan { RequeueAfter = time - situation.Observed.Now } : null;

    private static JobPlan? CreatePod(DeletionSituation situation) => new()
    {
        // A job that is gone already, and that only the cache still shows, would be given pods again and again.
        Writes = [new ConfirmRevision(), .. situation.Creates],
        Events = [new(false, "DeletingStorage", $"attempt {situation.Attempts.Count} at deleting what the job stored in {situation.Uri}")],
    };

    private static JobPlan Left(DeletionSituation situation, string why) => JobPlan.Release with
    {
        Events = [new(true, "StorageLeft", $"what the job stored in {situation.Uri} may be there still, for {why}; delete it by hand")],
    };

    private static TimeSpan Sooner(TimeSpan? one, TimeSpan other) =>
        (one is { } wait && wait < other ? wait : other) is var sooner && sooner > TimeSpan.Zero ? sooner : TimeSpan.Zero;
}
