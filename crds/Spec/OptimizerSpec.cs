using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How gradients change the weights.</summary>
public sealed record OptimizerSpec
{
    /// <summary>The algorithm.</summary>
    public OptimizerType Type { get; init; } = OptimizerType.AdamW;

    /// <summary>The peak learning rate.</summary>
    [RangeMinimum(0, ExclusiveMinimum = true)]
    [RangeMaximum(1)]
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Decay of the running mean of the gradient.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1, ExclusiveMaximum = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the running mean of the squared gradient.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1, ExclusiveMaximum = true)]
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the denominator of the update.</summary>
    [RangeMinimum(0, ExclusiveMinimum = true)]
    [RangeMaximum(1)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of matrices and embeddings; biases and norms have none.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1)]
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Decay of Muon's running mean of the gradient; for type muon.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1, ExclusiveMaximum = true)]
    public double Momentum { get; init; } = 0.95;

    /// <summary>Global gradient norm above which gradients are scaled down to it; 0 means never.</summary>
    [RangeMinimum(0)]
    public double MaxGradNorm { get; init; } = 1.0;
}
