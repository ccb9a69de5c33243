using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>Judges each step's loss against those before.</summary>
internal sealed class LossGuard(LossGuardOptions options)
{
    // About the last hundred steps.
    private const double Keep = 0.99;

    /// <summary>Running mean of the losses that were let through, in nats; null before the first.</summary>
    public double? Mean { get; set; }

    /// <summary>What to do about a step; null to let it change the weights.</summary>
    public LossGuardAction? Judge(double loss, double gradientNorm)
    {
        if (!double.IsFinite(loss) || !double.IsFinite(gradientNorm)) return options.NonFinite;
        if (options.SpikeThreshold > 0 && loss > Mean + options.SpikeThreshold) return options.Spike;
        Mean = Mean is { } mean ? Keep * mean + (1 - Keep) * loss : loss;
        return null;
    }
}
