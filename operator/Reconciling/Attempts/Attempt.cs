using GptOperator.Crds;

namespace GptOperator.Reconciling.Attempts;

/// <summary>The pods of one attempt at one stage: all ranks live and die together.</summary>
internal sealed record Attempt
{
    public required IReadOnlyList<RankPod> Pods { get; init; }

    /// <summary>Names of the pods that should be there and are not, by rank.</summary>
    public required IReadOnlyList<(int Rank, string PodName)> Missing { get; init; }

    public bool AllPresent => Missing.Count == 0;

    public bool Succeeded => AllPresent && Pods.All(pod => pod.Phase == RankPhase.Succeeded);

    public bool AllReady => AllPresent && Pods.All(pod => pod.Phase == RankPhase.Ready);

    /// <summary>Whether a container of it has started.</summary>
    public bool HasRun => Pods.Any(pod => pod.HasRun);

    /// <param name="started">Whether all pods had been created, so that a missing one was lost.</param>
    public bool HasEnded(bool started) => Succeeded || Pods.Any(pod => pod.Phase == RankPhase.Failed) || (started && !AllPresent);

    public RankPod? Rank0 => Pods.FirstOrDefault(pod => pod.Rank == 0);

    public static Attempt Of(GptTrainingJob job, IEnumerable<RankPod> owned, string stage, int attempt)
    {
        var pods = owned.Where(pod => pod.Stage == stage && pod.Attempt == attempt).OrderBy(pod => pod.Rank).ToList();
        var ranks = Enumerable.Range(0, StagePods.Count(job, stage));
        return new Attempt
        {
            Pods = pods,
            Missing = [.. ranks.Except(pods.Select(pod => pod.Rank)).Select(rank => (rank, JobNames.Pod(job, stage, attempt, rank)))],
        };
    }

    /// <summary>
    /// The verdict on the attempt, null while none of its pods failed. When one rank fails the others follow, so the gravest verdict counts
    /// and of equals the earliest: that is the cause, the rest its echo.
    /// </summary>
    /// <param name="judge">What follows a failure.</param>
    /// <param name="started">Whether all pods had been created, so that a missing one was lost.</param>
    public Verdict? Failed(Func<Failure, Verdict> judge, bool started)
    {
        var gravest = Pods.Where(pod => pod.Phase == RankPhase.Failed)
            .Select(pod => judge(FailureRules.Explain(pod)))
            .OrderByDescending(verdict => verdict.Action)
            .ThenBy(verdict => verdict.Failure.Time ?? DateTimeOffset.MaxValue)
            .FirstOrDefault();
        return gravest ?? (started && Missing.Count > 0 ? judge(FailureRules.Gone(Missing[0].PodName)) : null);
    }
}
