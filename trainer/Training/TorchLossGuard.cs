using GptTrainer.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// <see cref="LossGuard"/>'s rule, decided on the device, so that nobody waits for a loss. Once it refused a step it
/// refuses all that follow, until it begins anew.
/// </summary>
internal sealed class TorchLossGuard(LossGuardOptions options, Device device) : IDisposable
{
    /// <summary>bool (): whether a step was refused.</summary>
    public Tensor Refused { get; } = zeros([], ScalarType.Bool, device).DetachFromDisposeScope();

    /// <summary>float64 (): running mean of the losses that were let through, in nats; NaN before the first.</summary>
    public Tensor Mean { get; } = zeros([], ScalarType.Float64, device).DetachFromDisposeScope();

    /// <param name="mean">Of the losses so far; null before the first.</param>
    public void Begin(double? mean)
    {
        using var scope = NewDisposeScope();
        Refused.zero_();
        Mean.fill_((mean ?? double.NaN).ToScalar());
    }

    /// <param name="loss">float64 ()</param>
    /// <param name="gradientNorm">float64 ()</param>
    public void Judge(Tensor loss, Tensor gradientNorm)
    {
        Refused.logical_or_(loss.isfinite().logical_and(gradientNorm.isfinite()).logical_not());
        // A comparison with NaN is false: the first loss leaps over nothing.
        if (options.SpikeThreshold > 0) Refused.logical_or_(loss.gt(Mean + options.SpikeThreshold));
        var next = where(Mean.isnan(), loss, (Mean * LossGuard.Keep).Plus(loss * (1 - LossGuard.Keep)));
        Mean.copy_(where(Refused, Mean, next));
    }

    public void Dispose()
    {
        Refused.Dispose();
        Mean.Dispose();
    }
}
