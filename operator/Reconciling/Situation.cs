using GptOperator.Crds;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptOperator.Crds.Validation;
using GptOperator.Reconciling.Attempts;

namespace GptOperator.Reconciling;

/// <summary>What was observed, seen through a status: the one that the job has, then each that the lifecycle steps to.</summary>
internal sealed record Situation
{
    private readonly Lazy<IReadOnlyList<Fault>> _faults;

    private Situation(Observed observed, IReadOnlyList<RankPod> owned, Lazy<IReadOnlyList<Fault>> faults, GptTrainingJobStatus status)
    {
        Observed = observed;
        Owned = owned;
        _faults = faults;
        Status = status;
        Stage = status.Stages?.FirstOrDefault(stage => stage.Phase != StagePhase.Succeeded);
        Attempt = Stage is null ? null : Attempt.Of(observed.Job, owned, Stage.Name, Stage.Attempt);
    }

    public Observed Observed { get; }

    /// <summary>The job's own pods.</summary>
    public IReadOnlyList<RankPod> Owned { get; }

    /// <summary>What is wrong with the spec.</summary>
    public IReadOnlyList<Fault> Faults => _faults.Value;

    public GptTrainingJobStatus Status { get; }

    /// <summary>The first stage that is not complete; null when all are.</summary>
    public StageStatus? Stage { get; }

    /// <summary>The newest attempt at <see cref="Stage"/>.</summary>
    public Attempt? Attempt { get; }

    public GptTrainingJob Job => Observed.Job;

    public DateTimeOffset Now => MetaTime.Floor(Observed.Now);

    public bool Finished => Status.CompletionTime is not null;

    /// <summary>Why a pod does not run.</summary>
    public PodWait WaitOf(RankPod pod) => PodWait.Of(pod, Observed.Warnings.GetValueOrDefault(pod.Pod.Metadata.Uid));

    public bool IsSuspended => Job.Spec.Suspend && !Finished;

    /// <summary>Pods of other attempts than the newest whose containers may still run.</summary>
    public IEnumerable<RankPod> Leftovers => Owned.Where(pod => !pod.Ended && (Finished || Attempt?.Pods.Contains(pod) != true));

    public static Situation Of(Observed observed)
    {
        var owned = observed.Pods
            .Select(pod => RankPod.Read(observed.Job, pod, observed.Now))
            .OfType<RankPod>()
            .OrderBy(pod => pod.Name, StringComparer.Ordinal)
            .ToList();
        return new Situation(observed, owned, new(() => observed.Job.Status?.CompletionTime is null ? SpecFaults.Of(observed) : []), WithStages(observed.Job));
    }

    public Situation With(GptTrainingJobStatus status) => new(Observed, Owned, _faults, status);

    /// <summary>The same with the current stage changed.</summary>
    public Situation With(GptTrainingJobStatus status, StageStatus stage) =>
        With(status with { Stages = [.. status.Stages!.Select(other => other.Name == stage.Name ? stage : other)] });

    private static GptTrainingJobStatus WithStages(GptTrainingJob job)
    {
        var status = job.Status ?? new GptTrainingJobStatus();
        var known = (status.Stages ?? []).ToDictionary(stage => stage.Name);
        return status with
        {
            Restarts = status.Restarts ?? 0,
            Stages = [.. StageNames.Of(job).Select(name => known.GetValueOrDefault(name) ?? new StageStatus { Name = name })],
        };
    }
}
