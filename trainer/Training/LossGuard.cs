using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>Judges each step's loss against those before.</summary>
internal sealed class LossGuard(LossGuardOptions options)
{
    // About the last hundred steps.
    public const double Keep = 0.99;

    /// <summary>Running mean of the losses that were let through, in nats; null before the first.</summary>
    public double? Mean { get; set; }

    /// <summary>What to do about a step; null to let it change the weights.</summary>
    public LossGuardAction? Judge(double loss, double gradientNorm)
    {
        if (IsRefused(loss, gradientNorm)) return ActionOn(loss, gradientNorm);
        Mean = Mean is { } mean ? Keep * mean + (1 - Keep) * loss : loss;
        return null;
    }

    /// <summary>What to do about a step that must not change the weights.</summary>
    public LossGuardAction ActionOn(double loss, double gradientNorm) => IsFinite(loss, gradientNorm) ? options.Spike : options.NonFinite;

    private bool IsRefused(double loss, double gradientNorm) =>
        !IsFinite(loss, gradientNorm) || (options.SpikeThreshold > 0 && loss > Mean + options.SpikeThreshold);

    private static bool IsFinite(double loss, double gradientNorm) => double.IsFinite(loss) && double.IsFinite(gradientNorm);
}
