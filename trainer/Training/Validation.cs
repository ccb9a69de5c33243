using GptTrainer.Engine;

namespace GptTrainer.Training;

/// <summary>Measures a model's loss on text that it does not learn from.</summary>
/// <param name="engine">The model.</param>
/// <param name="tokens">The text.</param>
/// <param name="sequences">Windows that are measured at once.</param>
/// <param name="length">Tokens in a window.</param>
/// <param name="measured">Told of each batch; null where nobody waits for it.</param>
internal sealed class Validation(ITrainingEngine engine, ITokenSource tokens, int sequences, int length, Action? measured = null)
{
    private readonly TokenBatch batch = new(sequences, length);

    /// <summary>
    /// Mean loss in nats a token over the whole text, in windows that do not overlap, so that every token but the first
    /// is predicted once.
    /// </summary>
    public double Whole() => Measure(0, 1, long.MaxValue);

    /// <summary>The same over that many batches of windows, evenly spread and the same ones each time.</summary>
    public double Sample(int batches)
    {
        var windows = Math.Max(1, (tokens.Count - 1) / length);
        var wanted = Math.Min(windows, (long)batches * sequences);
        return Measure(0, windows / wanted, wanted);
    }

    private double Measure(long first, long stride, long windows)
    {
        var (sum, count) = (0.0, 0L);
        var window = first;
        while (windows > 0 && window * length < tokens.Count - 1)
        {
            var remaining = tokens.Count - 1 - window * length;
            var width = (int)Math.Min(length, remaining);
            // Only whole windows share a batch; a shorter last one comes alone.
            var rows = (int)Math.Min(Math.Min(sequences, windows), Math.Max(1, (remaining / length + stride - 1) / stride));
            sum += SumOfLosses(window, stride, rows, width);
            count += (long)rows * width;
            window += stride * rows;
            windows -= rows;
        }
        return sum / count;
    }

    private double SumOfLosses(long window, long stride, int rows, int width)
    {
        batch.Shape(rows, width);
        for (var row = 0; row < rows; row++)
        {
            var position = (window + row * stride) * length;
            tokens.Read(position, batch.IdSpan.Slice(row * width, width));
            tokens.Read(position + 1, batch.TargetSpan.Slice(row * width, width));
        }
        batch.Divide();
        var loss = engine.Measure(batch);
        measured?.Invoke();
        return loss;
    }
}
