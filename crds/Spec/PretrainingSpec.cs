using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How to train the model from its initial weights.</summary>
public sealed record PretrainingSpec
{
    /// <summary>What the model learns to predict.</summary>
    public TrainingObjective Objective { get; init; } = TrainingObjective.Causal;

    /// <summary>Number of optimizer steps.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(100000000)]
    public int Steps { get; init; } = 2000;

    /// <summary>Sequences in one forward and backward pass of one worker.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(65536)]
    public int BatchSize { get; init; } = 12;

    /// <summary>Forward and backward passes whose gradients are averaged into one optimizer step.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(65536)]
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Tokens in one optimizer step: the forward and backward passes of a step are as many as reach it, in place of
    /// gradientAccumulationSteps.
    /// </summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000000000)]
    public int? TokensPerStep { get; init; }

    /// <summary>Steps over which the passes of a step grow from one to all of them; 0 begins with all.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100000000)]
    public int BatchWarmupSteps { get; init; }

    /// <summary>
    /// Sequences that are computed at once: batchSize, a smaller number to save memory, or <c>auto</c> for the most that
    /// fit into the memory at hand, which is found out anew at each start. The gradients are the same but for their last
    /// bits. Default: batchSize.
    /// </summary>
    public MicroBatch? MicroBatch { get; init; }

    /// <summary>Whether blocks are computed again in the backward pass instead of kept: less memory, about a third more work.</summary>
    public bool ActivationCheckpointing { get; init; }

    /// <summary>Whether the documents in a sequence, which end-of-text tokens divide, see only themselves.</summary>
    public bool DocumentMasks { get; init; }

    /// <summary>Share of each target that is spread evenly over the vocabulary.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1, ExclusiveMaximum = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>Factor of the squared logarithm of the softmax's sum in the loss, which keeps logits from drifting; 0 for none.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1)]
    public double ZLoss { get; init; }

    /// <summary>Decay of a running mean of the weights, which then are what is measured and exported; 0 for none.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1, ExclusiveMaximum = true)]
    public double EmaDecay { get; init; }

    /// <summary>What happens when the loss leaps or is no number.</summary>
    public LossGuardSpec LossGuard { get; init; } = new();

    /// <summary>How gradients change the weights.</summary>
    public OptimizerSpec Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes over the steps.</summary>
    public ScheduleSpec Schedule { get; init; } = new();

    /// <summary>How the model is measured while it trains. After the last step it is measured on the whole validation split.</summary>
    public PeriodicValidationSpec Validation { get; init; } = new();

    /// <summary>Seed of the initial weights, the order of the data and dropout.</summary>
    [RangeMinimum(0)]
    public long Seed { get; init; } = 1337;

    /// <summary>The number format of the model's arithmetic.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Whether a GPU gives the same bits each time, at some cost of speed. On CPU training always does.</summary>
    public bool Deterministic { get; init; }
}
