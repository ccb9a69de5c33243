using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary><see cref="Muon"/> in tensor operations, on whichever device the buffers lie.</summary>
internal sealed class TorchMuon(ParameterBuffer parameters, AdamWOptions options) : ITorchOptimizer
{
    private readonly TorchAdamW rest = new(parameters, options, parameters.HiddenLength);
    private readonly IReadOnlyList<MuonMatrix> matrices = MuonMatrix.Of(parameters);

    public Tensor FirstMoment => rest.FirstMoment;

    public Tensor SecondMoment => rest.SecondMoment;

    public void Step(long step, double learningRate, StepGate gate)
    {
        foreach (var matrix in matrices) Update(matrix, learningRate, gate);
        rest.Step(step, learningRate, gate);
    }

    public void Dispose() => rest.Dispose();

    private void Update(in MuonMatrix matrix, double learningRate, StepGate gate)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        var (value, gradient, mean) = (View(parameters.Values, matrix), View(parameters.Gradients, matrix), View(FirstMoment, matrix));
        var (keep, take) = ((float)options.Momentum, (float)(1 - options.Momentum));
        gate.Scale(gradient);
        mean.mul_(gate.Unless(keep, 1)).add_(gradient, alpha: take);
        var direction = TorchOrthogonalization.Of(gradient.mul(take).add_(mean, alpha: keep), matrix.Rows, matrix.Columns);
        var size = (float)(learningRate * Muon.AdamWSize * Math.Sqrt(Math.Max(matrix.Rows, matrix.Columns)));
        value.mul_(gate.Unless(1 - learningRate * options.WeightDecay, 1)).addcmul_(direction, gate.Unless(-size, 0), 1);
        gradient.zero_();
    }

    // (rows, columns)
    private static Tensor View(Tensor buffer, in MuonMatrix matrix) =>
        buffer.as_strided([matrix.Rows, matrix.Columns], [matrix.Stride, 1], matrix.Offset);
}
