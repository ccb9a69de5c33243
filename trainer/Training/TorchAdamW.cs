using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter, 2019) as a few tensor operations on the whole of the flat buffers, on whichever device
/// they lie. The same formula as <see cref="AdamW"/>'s.
/// </summary>
internal sealed class TorchAdamW : ITorchOptimizer
{
    private readonly AdamWOptions options;
    private readonly Tensor values;
    private readonly Tensor decayed;
    private readonly Tensor gradients;
    private readonly Tensor means;
    private readonly Tensor squares;

    /// <param name="parameters">The weights and gradients.</param>
    /// <param name="options">Constants.</param>
    /// <param name="first">The first element that is its own to update.</param>
    public TorchAdamW(ParameterBuffer parameters, AdamWOptions options, long first = 0)
    {
        this.options = options;
        FirstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        var own = parameters.Length - first;
        values = parameters.Values.narrow(0, first, own).DetachFromDisposeScope();
        decayed = parameters.Values.narrow(0, first, parameters.DecayedLength - first).DetachFromDisposeScope();
        gradients = parameters.Gradients.narrow(0, first, own).DetachFromDisposeScope();
        means = FirstMoment.narrow(0, first, own).DetachFromDisposeScope();
        squares = SecondMoment.narrow(0, first, own).DetachFromDisposeScope();
    }

    public Tensor FirstMoment { get; }

    public Tensor SecondMoment { get; }

    public void Step(long step, double learningRate, StepGate gate)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        var c = AdamWCoefficients.Of(options, step, learningRate, 1);
        gate.Scale(gradients);
        means.mul_(gate.Unless(c.Beta1, 1)).add_(gradients, alpha: 1 - c.Beta1);
        squares.mul_(gate.Unless(c.Beta2, 1)).addcmul_(gradients, gradients, 1 - c.Beta2);
        var change = squares.sqrt().mul_(c.InverseRootCorrection).add_(c.Epsilon).reciprocal_().mul_(means);
        decayed.mul_(gate.Unless(c.Decay, 1));
        values.addcmul_(change, gate.Unless(-c.StepSize, 0), 1);
        gradients.zero_();
    }

    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[values, decayed, gradients, means, squares, FirstMoment, SecondMoment]) tensor.Dispose();
    }
}
