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
}
