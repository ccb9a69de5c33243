using GptOperator.Crds.Spec;
using GptTrainer.Engine;

namespace GptTrainer.Training;

/// <summary>Everything about pretraining that changes the weights, so that its hash names them.</summary>
internal sealed record TrainingOptions
{
    /// <summary>PyTorch's addend: a norm just above the limit is not scaled up again by rounding.</summary>
    public const double ClipEpsilon = 1e-6;

    /// <summary>Optimizer steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Sequences in one forward and backward pass.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes whose gradients are averaged into one step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Steps over which the passes of a step grow from one to all of them.</summary>
    public int BatchWarmupSteps { get; init; }

    /// <summary>Whether documents within a sequence see only themselves.</summary>
    public bool DocumentMasks { get; init; }

    /// <summary>Decay of the running mean of the weights; 0 for none.</summary>
    public double EmaDecay { get; init; }

    /// <summary>What the passes compute beside the model.</summary>
    public EngineOptions Engine { get; init; } = new();

    public LossGuardOptions LossGuard { get; init; } = new();

    public OptimizerType OptimizerType { get; init; } = OptimizerType.AdamW;

    public long Seed { get; init; } = 1337;

    public AdamWOptions Optimizer { get; init; } = new();

    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>Global gradient norm above which gradients are scaled down to it; 0 means never.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>What a gradient of that norm is multiplied by.</summary>
    public double ClipScale(double norm) => MaxGradientNorm > 0 ? Math.Min(1, MaxGradientNorm / (norm + ClipEpsilon)) : 1;
}
