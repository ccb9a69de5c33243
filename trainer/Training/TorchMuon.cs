using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary><see cref="Muon"/> in tensor operations, on whichever device the buffers lie.</summary>
internal sealed class TorchMuon(ParameterBuffer parameters, AdamWOptions options) : IOptimizer
{
    private readonly TorchAdamW rest = new(parameters, options, parameters.HiddenLength);
    private readonly IReadOnlyList<MuonMatrix> matrices = MuonMatrix.Of(parameters);

    public Tensor FirstMoment => rest.FirstMoment;

    public Tensor SecondMoment => rest.SecondMoment;

    public double GradientNorm() => rest.GradientNorm();

    public void Step(long step, double learningRate, double gradientScale)
    {
        foreach (var matrix in matrices) Update(matrix, learningRate, (float)gradientScale);
        rest.Step(step, learningRate, gradientScale);
    }

    public void Dispose() => rest.Dispose();

    private void Update(in MuonMatrix matrix, double learningRate, float scale)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        var (value, gradient, mean) = (View(parameters.Values, matrix), View(parameters.Gradients, matrix), View(FirstMoment, matrix));
        var (keep, take) = ((float)options.Momentum, (float)(1 - options.Momentum));
        gradient.mul_(scale);
        mean.mul_(keep).add_(gradient, alpha: take);
        var direction = TorchOrthogonalization.Of(gradient.mul(take).add_(mean, alpha: keep), matrix.Rows, matrix.Columns);
        var size = (float)(learningRate * Muon.AdamWSize * Math.Sqrt(Math.Max(matrix.Rows, matrix.Columns)));
        value.mul_((float)(1 - learningRate * options.WeightDecay)).add_(direction, alpha: -size);
        gradient.zero_();
    }

    // (rows, columns)
    private static Tensor View(Tensor buffer, in MuonMatrix matrix) =>
        buffer.as_strided([matrix.Rows, matrix.Columns], [matrix.Stride, 1], matrix.Offset);
}
