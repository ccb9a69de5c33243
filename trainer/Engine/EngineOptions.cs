namespace GptTrainer.Engine;

/// <summary>What an engine computes beside the model itself.</summary>
internal sealed record EngineOptions
{
    /// <summary>Share of each target that is spread evenly over the vocabulary.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Factor of the squared logarithm of the softmax's sum.</summary>
    public double ZLoss { get; init; }

    /// <summary>Whether blocks are computed again in the backward pass instead of kept.</summary>
    public bool ActivationCheckpointing { get; init; }
}
