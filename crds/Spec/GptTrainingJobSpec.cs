using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>What to train and how.</summary>
public sealed record GptTrainingJobSpec
{
    /// <summary>The model's shape.</summary>
    [Immutable]
    public ModelSpec Model { get; init; } = new();

    /// <summary>How text becomes token ids.</summary>
    [Immutable]
    public TokenizerSpec Tokenizer { get; init; } = new();

    /// <summary>The text to train on.</summary>
    [Required]
    [Immutable]
    public DataSpec Data { get; init; } = new();

    /// <summary>How to train the model from its initial weights.</summary>
    [Immutable]
    public PretrainingSpec Pretraining { get; init; } = new();

    /// <summary>Where checkpoints, the dataset, the tokenizer and the model are stored, and how often a checkpoint is taken.</summary>
    [Required]
    public CheckpointSpec Checkpoint { get; init; } = new();

    /// <summary>The pods that train.</summary>
    [Immutable]
    public WorkersSpec Workers { get; init; } = new();

    /// <summary>What happens when an attempt at a stage fails.</summary>
    public RetrySpec Retry { get; init; } = new();
}
