using System.Runtime.Intrinsics;

namespace GptTrainer.Engine;

/// <summary>
/// Causal attention, softmax(Q K^T / sqrt D) V, block of queries by block of queries. Scores are never kept: the
/// backward pass computes them again from the logarithms of their sums (Dao et al., "FlashAttention", 2022).
/// </summary>
internal sealed unsafe class Attention(AttentionShape shape)
{
    // A multiple of the micro-kernel's rows; the scores of a block stay in the second-level cache up to about 2,000 keys.
    private const int QueryBlock = 48;

    public void Forward(Worker worker, AttentionBatch data)
    {
        var (d, length, stride) = (shape.HeadSize, data.Length, (long)shape.InputWidth);
        foreach (var item in worker.Split(data.Batch * shape.KeyValueHeads))
        {
            var (sequence, group) = (item / shape.KeyValueHeads, item % shape.KeyValueHeads);
            var rows = data.Input + (long)sequence * length * stride;
            var keys = Matrix.RowMajor(rows + (long)(shape.Heads + group) * d, stride);
            var values = Matrix.RowMajor(rows + (long)(shape.Heads + shape.KeyValueHeads + group) * d, stride);
            var keyPanels = worker.Reserve(Scratch.PackedKeys, Packing.RightLength(length, d));
            var valuePanels = worker.Reserve(Scratch.PackedValues, Packing.RightLength(d, length));
            Packing.Right(keys.Transposed, d, length, keyPanels);
            Packing.Right(values, length, d, valuePanels);
            for (var head = group * shape.Group; head < (group + 1) * shape.Group; head++)
            {
                var queries = Matrix.RowMajor(rows + (long)head * d, stride);
                var output = Matrix.RowMajor(data.Output + (long)sequence * length * shape.OutputWidth + (long)head * d, shape.OutputWidth);
                for (var first = 0; first < length; first += QueryBlock)
                {
                    var block = new QueryRows(sequence, head, first, Math.Min(QueryBlock, length - first));
                    var scores = Scores(worker, queries, keyPanels, block, length);
                    for (var row = 0; row < block.Count; row++) Softmax(data, block, row, scores.Data + row * scores.RowStride);
                    PackedProduct.Multiply(worker, scores, valuePanels, output.From(first, 0), new(block.Count, d, block.Keys), length);
                }
            }
        }
    }

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="data">As in the forward pass.</param>
    /// <param name="outputGradient">(B T, H, D)</param>
    /// <param name="inputGradient">(B T, H + 2 G, D), overwritten</param>
    public void Backward(Worker worker, AttentionBatch data, float* outputGradient, float* inputGradient)
    {
        var (d, length, stride) = (shape.HeadSize, data.Length, (long)shape.InputWidth);
        foreach (var item in worker.Split(data.Batch * shape.KeyValueHeads))
        {
            var (sequence, group) = (item / shape.KeyValueHeads, item % shape.KeyValueHeads);
            var (keyAt, valueAt) = ((long)(shape.Heads + group) * d, (long)(shape.Heads + shape.KeyValueHeads + group) * d);
            var rows = data.Input + (long)sequence * length * stride;
            var rowGradients = inputGradient + (long)sequence * length * stride;
            var (keys, values) = (Matrix.RowMajor(rows + keyAt, stride), Matrix.RowMajor(rows + valueAt, stride));
            var (keyGradient, valueGradient) = (Matrix.RowMajor(rowGradients + keyAt, stride), Matrix.RowMajor(rowGradients + valueAt, stride));
            var panels = PackForBackward(worker, keys, values, length);
            // The last block of queries sees every key, so it is the one that overwrites what the gradients held.
            var accumulate = false;
            for (var head = group * shape.Group; head < (group + 1) * shape.Group; head++)
            {
                var (queries, queryGradient) = (Matrix.RowMajor(rows + (long)head * d, stride), Matrix.RowMajor(rowGradients + (long)head * d, stride));
                var gradient = Matrix.RowMajor(outputGradient + (long)sequence * length * shape.OutputWidth + (long)head * d, shape.OutputWidth);
                for (var first = (length - 1) / QueryBlock * QueryBlock; first >= 0; first -= QueryBlock)
                {
                    var block = new QueryRows(sequence, head, first, Math.Min(QueryBlock, length - first));
                    BackwardBlock(worker, data, block, panels, queries.From(first, 0), gradient.From(first, 0), queryGradient.From(first, 0), keyGradient, valueGradient, accumulate);
                    accumulate = true;
                }
            }
        }
    }

    private Panels PackForBackward(Worker worker, in Matrix keys, in Matrix values, int length)
    {
        var d = shape.HeadSize;
        var (wide, tall) = (Packing.RightLength(length, d), Packing.RightLength(d, length));
        var panels = new Panels(worker.Reserve(Scratch.PackedKeys, wide), worker.Reserve(Scratch.PackedValues, wide), worker.Reserve(Scratch.PackedRows, tall));
        Packing.Right(keys.Transposed, d, length, panels.Keys);
        Packing.Right(values.Transposed, d, length, panels.Values);
        Packing.Right(keys, length, d, panels.KeyRows);
        return panels;
    }

    private void BackwardBlock(
        Worker worker, in AttentionBatch data, QueryRows block, in Panels panels, in Matrix queries, in Matrix gradient,
        in Matrix queryGradient, in Matrix keyGradient, in Matrix valueGradient, bool accumulate)
    {
        var (d, length) = (shape.HeadSize, data.Length);
        var weights = Scores(worker, queries.From(-block.First, 0), panels.Keys, block, length);
        var slopes = Matrix.RowMajor(worker.Reserve(Scratch.ScoreGradients, QueryBlock * weights.RowStride), weights.RowStride);
        for (var row = 0; row < block.Count; row++)
        {
            Weights(data, block, row, weights.Data + row * weights.RowStride);
            if (!data.Dropout.IsActive) continue;
            var dropped = slopes.Data + row * slopes.RowStride;
            new ReadOnlySpan<float>(weights.Data + row * weights.RowStride, block.Keys).CopyTo(new Span<float>(dropped, block.Keys));
            data.Dropout.Apply(dropped, block.Keys, block.Number(row, shape.Heads, length));
        }
        var packed = worker.Reserve(Scratch.PackedBlock, Packing.RightLength(d, QueryBlock));
        Packing.Right(gradient, block.Count, d, packed);
        PackedProduct.Multiply(worker, (data.Dropout.IsActive ? slopes : weights).Transposed, packed, valueGradient, new(block.Keys, d, block.Count), block.Count, accumulate);
        PackedProduct.Multiply(worker, gradient, panels.Values, slopes, new(block.Count, block.Keys, d), d);
        for (var row = 0; row < block.Count; row++)
        {
            var slope = slopes.Data + row * slopes.RowStride;
            data.Dropout.Apply(slope, block.Keys, block.Number(row, shape.Heads, length));
            SoftmaxGradient(weights.Data + row * weights.RowStride, slope, block.Keys);
        }
        PackedProduct.Multiply(worker, slopes, panels.KeyRows, queryGradient, new(block.Count, d, block.Keys), length);
        Packing.Right(queries, block.Count, d, packed);
        PackedProduct.Multiply(worker, slopes.Transposed, packed, keyGradient, new(block.Keys, d, block.Count), block.Count, accumulate);
    }

    /// <summary>Q K^T of one block of queries with every key up to its last.</summary>
    private Matrix Scores(Worker worker, in Matrix queries, float* keyPanels, QueryRows block, int length)
    {
        var stride = Packing.RoundUp(length, MicroKernel.Columns);
        var scores = Matrix.RowMajor(worker.Reserve(Scratch.Scores, (long)QueryBlock * stride), stride);
        PackedProduct.Multiply(worker, queries.From(block.First, 0), keyPanels, scores, new(block.Count, block.Keys, shape.HeadSize), shape.HeadSize);
        return scores;
    }

    private void Softmax(in AttentionBatch data, QueryRows block, int row, float* scores)
    {
        var (start, end) = Visible(data, block, row);
        var most = Vector256.Create(float.NegativeInfinity);
        for (var i = start; i < end; i += Lanes.Count) most = Vector256.Max(most, Lanes.Load(scores + i, end - i, float.NegativeInfinity));
        var (peak, scale) = (VectorMath.Max(most), shape.Scale);
        var sum = Vector256<float>.Zero;
        for (var i = start; i < end; i += Lanes.Count)
        {
            var power = VectorMath.Exp((Lanes.Load(scores + i, end - i, float.NegativeInfinity) - Vector256.Create(peak)) * scale);
            power.Store(scores + i, end - i);
            sum += power;
        }
        var total = VectorMath.Sum(sum);
        for (var i = start; i < end; i += Lanes.Count) (Lanes.Load(scores + i, end - i) * (1 / total)).Store(scores + i, end - i);
        data.LogSums[((long)block.Sequence * shape.Heads + block.Head) * data.Length + block.First + row] = peak * scale + MathF.Log(total);
        Hide(scores, start, end, block.Keys);
        data.Dropout.Apply(scores, block.Keys, block.Number(row, shape.Heads, data.Length));
    }

    /// <summary>The softmax again, from the logarithm of its sum.</summary>
    private void Weights(in AttentionBatch data, QueryRows block, int row, float* scores)
    {
        var (start, end) = Visible(data, block, row);
        var logSum = Vector256.Create(data.LogSums[((long)block.Sequence * shape.Heads + block.Head) * data.Length + block.First + row]);
        for (var i = start; i < end; i += Lanes.Count)
            VectorMath.Exp(Lanes.Load(scores + i, end - i) * shape.Scale - logSum).Store(scores + i, end - i);
        Hide(scores, start, end, block.Keys);
    }

    private void SoftmaxGradient(float* weights, float* gradient, int keys)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < keys; i += Lanes.Count)
            sum = Vector256.FusedMultiplyAdd(Lanes.Load(weights + i, keys - i), Lanes.Load(gradient + i, keys - i), sum);
        var mean = Vector256.Create(VectorMath.Sum(sum));
        for (var i = 0; i < keys; i += Lanes.Count)
            (Lanes.Load(weights + i, keys - i) * (Lanes.Load(gradient + i, keys - i) - mean) * shape.Scale).Store(gradient + i, keys - i);
    }

    private static (int Start, int End) Visible(in AttentionBatch data, QueryRows block, int row) =>
        (data.Starts[(long)block.Sequence * data.Length + block.First + row], block.First + row + 1);

    private static void Hide(float* scores, int start, int end, int keys)
    {
        new Span<float>(scores, start).Clear();
        new Span<float>(scores + end, keys - end).Clear();
    }

    /// <summary>A block of one head's queries.</summary>
    private readonly record struct QueryRows(int Sequence, int Head, int First, int Count)
    {
        /// <summary>Keys that its last query sees.</summary>
        public int Keys => First + Count;

        public uint Number(int row, int heads, int length) => (uint)((Sequence * heads + Head) * length + First + row);
    }

    private readonly struct Panels(float* keys, float* values, float* keyRows)
    {
        /// <summary>K^T: (D, T)</summary>
        public float* Keys => keys;

        /// <summary>V^T: (D, T)</summary>
        public float* Values => values;

        /// <summary>K: (T, D)</summary>
        public float* KeyRows => keyRows;
    }
}
