namespace GptTrainer.Engine;

/// <summary>The sum of token and, where the model has them, position embeddings.</summary>
/// <param name="tokens">(V, C)</param>
/// <param name="tokenGradients">(V, C)</param>
/// <param name="positions">(context, C), or null.</param>
/// <param name="positionGradients">(context, C), or null.</param>
/// <param name="width">C</param>
internal sealed unsafe class EmbeddingTable(float* tokens, float* tokenGradients, float* positions, float* positionGradients, int width)
{
    private const int ColumnsPerItem = 32;

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="batch">B sequences of T tokens.</param>
    /// <param name="x">(B T, C), overwritten</param>
    /// <param name="dropout">Applied to the sum.</param>
    public void Forward(Worker worker, TokenBatch batch, float* x, in Dropout dropout)
    {
        foreach (var row in worker.Split(batch.Tokens))
        {
            var token = tokens + batch.Ids[row] * width;
            var target = x + (long)row * width;
            var position = positions == null ? null : positions + (long)batch.Positions[row] * width;
            for (var i = 0; i < width; i += Lanes.Count)
            {
                var sum = Lanes.Load(token + i, width - i);
                if (position != null) sum += Lanes.Load(position + i, width - i);
                sum.Store(target + i, width - i);
            }
            dropout.Apply(target, width, (uint)row);
        }
    }

    /// <param name="worker">The caller; all of its team call with the same arguments.</param>
    /// <param name="batch">As in the forward pass.</param>
    /// <param name="gradient">(B T, C), which dropout is applied to in place</param>
    /// <param name="dropout">As in the forward pass.</param>
    public void Backward(Worker worker, TokenBatch batch, float* gradient, in Dropout dropout)
    {
        if (dropout.IsActive)
        {
            foreach (var row in worker.Split(batch.Tokens)) dropout.Apply(gradient + (long)row * width, width, (uint)row);
        }
        // Columns instead of rows: equal tokens then add up in one thread, in order.
        foreach (var item in worker.Split((width + ColumnsPerItem - 1) / ColumnsPerItem))
        {
            var (first, count) = (item * ColumnsPerItem, Math.Min(ColumnsPerItem, width - item * ColumnsPerItem));
            for (var row = 0; row < batch.Tokens; row++)
            {
                var source = gradient + (long)row * width + first;
                Add(source, tokenGradients + batch.Ids[row] * width + first, count);
                if (positionGradients != null) Add(source, positionGradients + (long)batch.Positions[row] * width + first, count);
            }
        }
    }

    private static void Add(float* source, float* target, int count)
    {
        for (var i = 0; i < count; i += Lanes.Count)
            (Lanes.Load(target + i, count - i) + Lanes.Load(source + i, count - i)).Store(target + i, count - i);
    }
}
