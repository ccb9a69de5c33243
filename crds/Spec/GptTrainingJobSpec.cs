using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>What to train and how.</summary>
public sealed record GptTrainingJobSpec
{
    /// <summary>The value of <see cref="ManagedBy"/> that is this operator's.</summary>
    public const string Operator = GptTrainingJob.Group + "/gpt-operator";

    /// <summary>The model's shape.</summary>
    public ModelSpec Model { get; init; } = new();

    /// <summary>How text becomes token ids.</summary>
    public TokenizerSpec Tokenizer { get; init; } = new();

    /// <summary>The text to train on.</summary>
    [Required]
    public DataSpec Data { get; init; } = new();

    /// <summary>How to train the model from its initial weights.</summary>
    public PretrainingSpec Pretraining { get; init; } = new();

    /// <summary>Where checkpoints, the dataset, the tokenizer and the model are stored, and how often a checkpoint is taken.</summary>
    [Required]
    public CheckpointSpec Checkpoint { get; init; } = new();

    /// <summary>The pods that train.</summary>
    public WorkersSpec Workers { get; init; } = new();

    /// <summary>What happens when an attempt at a stage fails.</summary>
    public RetrySpec Retry { get; init; } = new();

    /// <summary>How the job's pods come to their nodes.</summary>
    public SchedulingSpec Scheduling { get; init; } = new();

    /// <summary>
    /// While true no pod runs. Pods that run when it is set end with a checkpoint, and the job goes on from it when it is set to false.
    /// A job may be created suspended.
    /// </summary>
    public bool Suspend { get; init; }

    /// <summary>The controller that is in charge of the job. Any other than gptoperator.io/gpt-operator, the default, is left to do all the work.</summary>
    [Length(3, MaxLength = 63)]
    [Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?/[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$", Explanation = "a domain, '/' and a name, such as 'kueue.x-k8s.io/multikueue'")]
    public string? ManagedBy { get; init; }

    /// <summary>
    /// Seconds from status.startTime after which a job that has not ended fails as DeadlineExceeded. The time in which the job is suspended
    /// does not count: resuming starts it anew.
    /// </summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000000000)]
    public int? ActiveDeadlineSeconds { get; init; }

    /// <summary>
    /// Seconds that an attempt's pods may take from their creation until all of them run, queues included. After that the attempt ends as
    /// ImagePull, Unschedulable, PodRejected or PendingDeadlineExceeded, and with it the job unless a retry rule says otherwise.
    /// </summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000000000)]
    public int? PendingDeadlineSeconds { get; init; }

    /// <summary>
    /// Longest time in which a trainer that answers may do nothing: no step, no batch measured, no text read or fetched, no checkpoint. After
    /// that the attempt ends as Hung and is retried. 0s never.
    /// </summary>
    [Length(2, MaxLength = 32)]
    [Pattern(Duration.Pattern, Explanation = Duration.Explanation)]
    public Duration HangTimeout { get; init; } = new("30m");

    /// <summary>How long the job is kept once it has ended.</summary>
    public TtlSpec? TtlSecondsAfterFinished { get; init; }

    /// <summary>Which pods go when the job has ended: those that still Run, All, or None.</summary>
    public CleanPodPolicy CleanPodPolicy { get; init; } = CleanPodPolicy.Running;
}
