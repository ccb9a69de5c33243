using GptTrainer.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Training;

/// <summary>Measures a model's loss on text that it does not learn from.</summary>
internal sealed class Validation(GptModel model, ITokenSource tokens, int batch)
{
    private readonly int length = model.Config.ContextLength;

    /// <summary>
    /// Mean loss in nats a token over the whole text, in windows that do not overlap, so that every token but the first
    /// is predicted once.
    /// </summary>
    public double Whole() => Measure(0, 1, long.MaxValue);

    /// <summary>The same over that many batches of windows, evenly spread and the same ones each time.</summary>
    public double Sample(int batches)
    {
        var windows = Math.Max(1, (tokens.Count - 1) / length);
        var wanted = Math.Min(windows, (long)batches * batch);
        return Measure(0, windows / wanted, wanted);
    }

    private double Measure(long first, long stride, long windows)
    {
        var training = model.Training;
        model.Training = false;
        using var gradientFree = no_grad();
        var (sum, count) = (0.0, 0L);
        var window = first;
        while (windows > 0 && window * length < tokens.Count - 1)
        {
            var remaining = tokens.Count - 1 - window * length;
            var width = (int)Math.Min(length, remaining);
            // Only whole windows share a batch; a shorter last one comes alone.
            var rows = (int)Math.Min(Math.Min(batch, windows), Math.Max(1, (remaining / length + stride - 1) / stride));
            sum += SumOfLosses(window, stride, rows, width);
            count += (long)rows * width;
            window += stride * rows;
            windows -= rows;
        }
        model.Training = training;
        return sum / count;
    }

    private double SumOfLosses(long window, long stride, int rows, int width)
    {
        using var scope = NewDisposeScope();
        var inputs = zeros(rows, width, ScalarType.Int64);
        var targets = zeros(rows, width, ScalarType.Int64);
        for (var row = 0; row < rows; row++)
        {
            var position = (window + row * stride) * length;
            tokens.Read(position, TensorMemory.Integers(inputs).Slice(row * width, width));
            tokens.Read(position + 1, TensorMemory.Integers(targets).Slice(row * width, width));
        }
        return TensorMemory.Scalar(model.Loss(inputs, targets, rows, width, Reduction.Sum));
    }
}
