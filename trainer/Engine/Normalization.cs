using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>
/// LayerNorm (Ba et al., 2016) or RMSNorm (Zhang and Sennrich, 2019) over rows of C elements, the sum into the residual
/// stream before it included.
/// </summary>
/// <param name="weight">(C) gains</param>
/// <param name="bias">(C), or null.</param>
/// <param name="weightGradient">(C)</param>
/// <param name="biasGradient">(C), or null.</param>
/// <param name="width">C</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="centered">LayerNorm, which subtracts the mean; else RMSNorm.</param>
internal sealed unsafe class Normalization(
    float* weight, float* bias, float* weightGradient, float* biasGradient, int width, float epsilon, bool centered)
{
    private const int RowsPerItem = 8;
    // One cache line of 16 elements would do; four keep the hardware's prefetcher in step.
    private const int ColumnsPerItem = 64;

    /// <summary>stream = stream + drop(branch), y = norm(stream), row by row.</summary>
    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="before">(N, C) the residual stream so far; null when <paramref name="stream"/> holds it already.</param>
    /// <param name="stream">(N, C) what a branch adds to it, overwritten with the sum.</param>
    /// <param name="y">(N, C) normalized</param>
    /// <param name="statistics">(N, 2) mean and reciprocal deviation of each row</param>
    /// <param name="rows">N</param>
    /// <param name="dropout">Applied to the branch.</param>
    public void Forward(Worker worker, float* before, float* stream, float* y, float* statistics, int rows, in Dropout dropout)
    {
        foreach (var item in worker.Split((rows + RowsPerItem - 1) / RowsPerItem))
        {
            for (var row = item * RowsPerItem; row < Math.Min(rows, (item + 1) * RowsPerItem); row++)
            {
                var offset = (long)row * width;
                if (before != null)
                {
                    dropout.Apply(stream + offset, width, (uint)row);
                    Add(before + offset, stream + offset);
                }
                (statistics[2 * row], statistics[2 * row + 1]) = Measure(stream + offset);
                Normalize(stream + offset, y + offset, statistics[2 * row], statistics[2 * row + 1]);
            }
        }
    }

    /// <summary>Adds the gradient through the norm to the stream's, and the gains' and biases' to theirs.</summary>
    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="stream">(N, C) as <see cref="Forward"/> left it</param>
    /// <param name="statistics">(N, 2)</param>
    /// <param name="yGradient">(N, C)</param>
    /// <param name="streamGradient">(N, C)</param>
    /// <param name="rows">N</param>
    /// <param name="accumulate">Whether <paramref name="streamGradient"/> is added to; else it is overwritten.</param>
    public void Backward(Worker worker, float* stream, float* statistics, float* yGradient, float* streamGradient, int rows, bool accumulate)
    {
        var rowItems = (rows + RowsPerItem - 1) / RowsPerItem;
        var columnItems = (width + ColumnsPerItem - 1) / ColumnsPerItem;
        foreach (var item in worker.Split(columnItems + rowItems))
        {
            if (item < columnItems)
            {
                var column = item * ColumnsPerItem;
                for (var i = column; i < Math.Min(width, column + ColumnsPerItem); i += Lanes.Count)
                    ColumnGradients(stream, statistics, yGradient, rows, i);
                continue;
            }
            var first = (item - columnItems) * RowsPerItem;
            for (var row = first; row < Math.Min(rows, first + RowsPerItem); row++)
            {
                var offset = (long)row * width;
                RowGradient(stream + offset, yGradient + offset, streamGradient + offset, statistics[2 * row], statistics[2 * row + 1], accumulate);
            }
        }
    }

    private void Add(float* before, float* stream)
    {
        for (var i = 0; i < width; i += Lanes.Count)
            (Lanes.Load(before + i, width - i) + Lanes.Load(stream + i, width - i)).Store(stream + i, width - i);
    }

    private (float Mean, float ReciprocalDeviation) Measure(float* x)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; centered && i < width; i += Lanes.Count) sum += Lanes.Load(x + i, width - i);
        var mean = VectorMath.Sum(sum) / width;
        var squares = Vector256<float>.Zero;
        for (var i = 0; i < width; i += Lanes.Count)
        {
            var difference = Lanes.Load(x + i, width - i, mean) - Vector256.Create(mean);
            squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
        }
        return (mean, 1 / MathF.Sqrt(VectorMath.Sum(squares) / width + epsilon));
    }

    private void Normalize(float* x, float* y, float mean, float reciprocal)
    {
        for (var i = 0; i < width; i += Lanes.Count)
        {
            var scaled = (Lanes.Load(x + i, width - i) - Vector256.Create(mean)) * reciprocal * Lanes.Load(weight + i, width - i);
            if (bias != null) scaled += Lanes.Load(bias + i, width - i);
            scaled.Store(y + i, width - i);
        }
    }

    private void RowGradient(float* x, float* yGradient, float* xGradient, float mean, float reciprocal, bool accumulate)
    {
        var (sum, product) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < width; i += Lanes.Count)
        {
            var gradient = Lanes.Load(yGradient + i, width - i) * Lanes.Load(weight + i, width - i);
            sum += gradient;
            product = Vector256.FusedMultiplyAdd(gradient, (Lanes.Load(x + i, width - i, mean) - Vector256.Create(mean)) * reciprocal, product);
        }
        var average = Vector256.Create(centered ? VectorMath.Sum(sum) / width : 0);
        var slope = Vector256.Create(VectorMath.Sum(product) / width);
        for (var i = 0; i < width; i += Lanes.Count)
        {
            var normalized = (Lanes.Load(x + i, width - i) - Vector256.Create(mean)) * reciprocal;
            var gradient = Lanes.Load(yGradient + i, width - i) * Lanes.Load(weight + i, width - i) - average;
            gradient = (gradient - normalized * slope) * reciprocal;
            if (accumulate) gradient += Lanes.Load(xGradient + i, width - i);
            gradient.Store(xGradient + i, width - i);
        }
    }

    private void ColumnGradients(float* stream, float* statistics, float* yGradient, int rows, int column)
    {
        var remaining = width - column;
        var (weightSum, biasSum) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var row = 0; row < rows; row++)
        {
            var offset = (long)row * width + column;
            var gradient = Lanes.Load(yGradient + offset, remaining);
            var normalized = (Lanes.Load(stream + offset, remaining) - Vector256.Create(statistics[2 * row])) * statistics[2 * row + 1];
            weightSum = Vector256.FusedMultiplyAdd(gradient, normalized, weightSum);
            biasSum += gradient;
        }
        (Lanes.Load(weightGradient + column, remaining) + weightSum).Store(weightGradient + column, remaining);
        if (biasGradient == null) return;
        (Lanes.Load(biasGradient + column, remaining) + biasSum).Store(biasGradient + column, remaining);
    }
}
