using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>What happens when the loss leaps or is no number.</summary>
internal sealed record LossGuardOptions
{
    public LossGuardAction NonFinite { get; init; } = LossGuardAction.Fail;

    public LossGuardAction Spike { get; init; } = LossGuardAction.Skip;

    /// <summary>Nats above the running mean that make a spike; 0 means never.</summary>
    public double SpikeThreshold { get; init; }

    /// <summary>Skips and rewinds after which the training fails.</summary>
    public int Limit { get; init; } = 10;
}
