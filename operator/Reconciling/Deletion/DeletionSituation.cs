using GptOperator.Crds;
using GptOperator.Crds.Trainer;
using GptOperator.Crds.Validation;
using GptOperator.Reconciling.Attempts;
using GptOperator.Reconciling.Pods;
using k8s.Models;

namespace GptOperator.Reconciling.Deletion;

/// <summary>A deleted job as its storage's deletion sees it.</summary>
internal sealed record DeletionSituation
{
    private const int MostAttempts = 3;
    private const string ForegroundFinalizer = "foregroundDeletion";
    private const string OrphanFinalizer = "orphan";

    /// <summary>Wait after the first failed attempt, doubled after each one more.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);

    public required Observed Observed { get; init; }

    public required IReadOnlyList<RankPod> Owned { get; init; }

    /// <summary>The pods that were to delete the storage, oldest first.</summary>
    public required IReadOnlyList<RankPod> Attempts { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    public GptTrainingJob Job => Observed.Job;

    public string Uri => Job.Spec.Checkpoint.Uri;

    public DateTimeOffset GiveUpAt => (MetaTime.Of(Job.Metadata.DeletionTimestamp) ?? Observed.Now) + StorageDeletion.Limit;

    /// <summary>Whether anything was ever there to store something.</summary>
    public bool HasRun => Owned.Count > 0 || Job.Status?.Stages?.Any(stage => stage.StartTime is not null) == true;

    public bool IsForeground => Has(ForegroundFinalizer);

    /// <summary>
    /// The job's owner wants its pods to outlive it, and so what they work on. The garbage collector may have taken the pods' owner, and then
    /// its finalizer, before anyone looked.
    /// </summary>
    public bool IsOrphaning => Has(OrphanFinalizer) || Observed.Pods.Any(IsOrphan);

    public bool IsNamespaceGoing => Observed.Rejection?.IsNamespaceGoing == true;

    /// <summary>Whether one more attempt would end as the last: by what the trainer said, or because it was the last of several.</summary>
    public bool IsHopeless => (Attempts.Count >= MostAttempts && Attempts.All(pod => pod.Ended))
        || Last?.End?.ExitCode is TrainerExitCode.InvalidJob or TrainerExitCode.InvalidData;

    /// <summary>Why the last attempt failed, to be put behind a sentence; empty where none did.</summary>
    public string LastWords => Attempts.LastOrDefault(pod => pod.Phase == RankPhase.Failed) is { } failed ? $": {FailureRules.Explain(failed).Message}" : "";

    public DateTimeOffset? NextAttemptAt => Last is { } last
        ? (last.EndTime ?? Observed.Now) + FirstWait * Math.Pow(2, Attempts.Count - 1)
        : Observed.Rejection is null ? null : Observed.Now + FirstWait;

    /// <summary>The objects of the next attempt.</summary>
    public IReadOnlyList<PlannedWrite> Creates
    {
        get
        {
            var pod = PodBuilder.Build(Job, Observed.Settings, StageNames.Delete, Last?.Attempt + 1 ?? 0, rank: 0);
            return Observed.ConfigMaps.Any(map => map.Metadata.Name == JobNames.ConfigMap(Job))
                ? [new CreatePod(pod)]
                : [new CreateConfigMap(ConfigMapBuilder.Build(Job)), new CreatePod(pod)];
        }
    }

    public static DeletionSituation Of(Observed observed)
    {
        var owned = observed.Pods.Select(pod => RankPod.Read(observed.Job, pod, observed.Now)).OfType<RankPod>().ToList();
        return new DeletionSituation
        {
            Observed = observed,
            Owned = owned,
            Attempts = [.. owned.Where(pod => pod.Stage == StageNames.Delete).OrderBy(pod => pod.Attempt)],
            Faults = SpecFaults.Of(observed),
        };
    }

    private RankPod? Last => Attempts.Count == 0 ? null : Attempts[^1];

    private bool IsOrphan(V1Pod pod) =>
        JobLabels.Get(pod.Metadata, JobLabels.Job) == Job.Metadata.Name && pod.Metadata.OwnerReferences is null or { Count: 0 };

    private bool Has(string finalizer) => Job.Metadata.Finalizers?.Contains(finalizer) == true;
}
