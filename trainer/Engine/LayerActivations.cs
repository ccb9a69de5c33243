namespace GptTrainer.Engine;

/// <summary>What a block's forward pass leaves for its backward pass.</summary>
internal sealed unsafe class LayerActivations : IDisposable
{
    private readonly NativeBuffer memory;

    public LayerActivations(BlockShape shape, int tokens)
    {
        long width = shape.Width, n = tokens;
        memory = new NativeBuffer(n * (4 * width + shape.Attention.InputWidth + shape.Expanded + shape.Intermediate + 4) + n * shape.Attention.Heads + 16 * Lanes.Count);
        var next = memory.Data;
        AttentionNorm = Take(n * width);
        AttentionStatistics = Take(2 * n);
        QueryKeyValue = Take(n * shape.Attention.InputWidth);
        Mixed = Take(n * width);
        LogSums = Take(n * shape.Attention.Heads);
        Middle = Take(n * width);
        FeedForwardNorm = Take(n * width);
        FeedForwardStatistics = Take(2 * n);
        Expanded = Take(n * shape.Expanded);
        Activated = Take(n * shape.Intermediate);

        float* Take(long elements)
        {
            var here = next;
            next += (elements + Lanes.Count - 1) / Lanes.Count * Lanes.Count;
            return here;
        }
    }

    /// <summary>(N, C)</summary>
    public float* AttentionNorm { get; }

    /// <summary>(N, 2)</summary>
    public float* AttentionStatistics { get; }

    /// <summary>(N, (H + 2 G) D)</summary>
    public float* QueryKeyValue { get; }

    /// <summary>(N, C): what the heads mixed from their values</summary>
    public float* Mixed { get; }

    /// <summary>(B, H, T)</summary>
    public float* LogSums { get; }

    /// <summary>(N, C): the residual stream between attention and feed-forward layer</summary>
    public float* Middle { get; }

    /// <summary>(N, C)</summary>
    public float* FeedForwardNorm { get; }

    /// <summary>(N, 2)</summary>
    public float* FeedForwardStatistics { get; }

    /// <summary>(N, U)</summary>
    public float* Expanded { get; }

    /// <summary>(N, F)</summary>
    public float* Activated { get; }

    public void Dispose() => memory.Dispose();
}
