using GptOperator.Crds.Spec;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.PodGroups;
using k8s.Models;

namespace GptOperator.Reconciling;

/// <summary>What the job no longer needs: pods that should not run, pods too old to be looked at, config maps that nothing mounts.</summary>
internal static class Housekeeping
{
    /// <summary>
    /// Attempts of a stage, the newest included, whose ended pods stay: their logs tell what happened.
    /// More would fill a cluster with the pods of jobs that fail often.
    /// </summary>
    public const int KeptAttempts = 3;

    public static IEnumerable<PlannedWrite> Deletes(Situation situation)
    {
        var pods = (situation.Finished ? OfFinished(situation) : situation.Leftovers)
            .Concat(Outdated(situation))
            .DistinctBy(pod => pod.Name)
            .Where(pod => pod.Pod.Metadata.DeletionTimestamp is null);
        return pods.Select(pod => (PlannedWrite)DeletePod.Of(pod.Pod))
            .Concat(PodGroupWrites.Outdated(situation))
            .Concat(UnusedConfigMaps(situation).Select(map => new DeleteConfigMap(map.Metadata.Name, map.Metadata.Uid)));
    }

    private static IEnumerable<RankPod> OfFinished(Situation situation) => situation.Job.Spec.CleanPodPolicy switch
    {
        CleanPodPolicy.All => situation.Owned,
        // A deadline that left pods running would be none.
        CleanPodPolicy.None when situation.Stage?.LastFailureReason != nameof(FailureReason.DeadlineExceeded) => [],
        _ => situation.Leftovers,
    };

    private static IEnumerable<RankPod> Outdated(Situation situation)
    {
        var newest = situation.Status.Stages!.ToDictionary(stage => stage.Name, stage => stage.Attempt);
        return situation.Owned.Where(pod => pod.Ended && newest.TryGetValue(pod.Stage, out var attempt) && pod.Attempt <= attempt - KeptAttempts);
    }

    /// <summary>Only older generations: a newer one than the observed job's belongs to a job that this view has not caught up with.</summary>
    private static IEnumerable<V1ConfigMap> UnusedConfigMaps(Situation situation)
    {
        var mounted = situation.Owned.Where(pod => !pod.Ended)
            .SelectMany(pod => pod.Pod.Spec?.Volumes ?? [])
            .Select(volume => volume.ConfigMap?.Name)
            .ToHashSet();
        return situation.Observed.ConfigMaps.Where(map =>
            Ownership.Owns(situation.Job, map.Metadata)
            && map.Metadata.DeletionTimestamp is null
            && JobLabels.GetNumber(map.Metadata, JobLabels.Generation) < JobNames.Generation(situation.Job)
            && !mounted.Contains(map.Metadata.Name));
    }
}
