using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Status;

/// <summary>What the operator has seen and done.</summary>
public sealed record GptTrainingJobStatus
{
    /// <summary>The generation of the spec that this status is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The job's state in one word; conditions have the detail.</summary>
    public JobPhase? Phase { get; init; }

    /// <summary>The job's state by condition type: Valid, Suspended, PodsReady, Progressing, Succeeded, Failed.</summary>
    [ListMapKey("type")]
    public IReadOnlyList<JobCondition>? Conditions { get; init; }

    /// <summary>The stages in the order in which they run.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<StageStatus>? Stages { get; init; }

    /// <summary>How far the running stage is, as the trainer last said.</summary>
    public ProgressStatus? Progress { get; init; }

    /// <summary>Failed attempts that were followed by another and count towards retry.limit; losses of pods or nodes do not.</summary>
    public int? Restarts { get; init; }

    /// <summary>The last ten attempts that ended before their stage was complete, oldest first.</summary>
    public IReadOnlyList<AttemptStatus>? Attempts { get; init; }

    /// <summary>The newest complete checkpoint.</summary>
    public CheckpointReference? LastCheckpoint { get; init; }

    /// <summary>Where the job's results lie.</summary>
    public OutputsStatus? Outputs { get; init; }

    /// <summary>What the finished training measured.</summary>
    public ResultsStatus? Results { get; init; }

    /// <summary>When the job began, or was last resumed; missing while it is suspended. activeDeadlineSeconds counts from here.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the job succeeded or failed.</summary>
    public DateTimeOffset? CompletionTime { get; init; }
}
