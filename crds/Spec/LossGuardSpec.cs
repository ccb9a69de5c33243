using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>What happens when the loss leaps or is no number. The step that shows it changes no weight.</summary>
public sealed record LossGuardSpec
{
    /// <summary>When the loss or the gradient's norm is infinite or no number.</summary>
    public LossGuardAction NonFinite { get; init; } = LossGuardAction.Fail;

    /// <summary>When the loss is more than spikeThreshold above its running mean.</summary>
    public LossGuardAction Spike { get; init; } = LossGuardAction.Skip;

    /// <summary>Nats a token above the running mean of about the last hundred steps that make a spike; 0 means never.</summary>
    [RangeMinimum(0)]
    public double SpikeThreshold { get; init; }

    /// <summary>Skips and rewinds after which the training fails as diverged.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1000000)]
    public int Limit { get; init; } = 10;
}
