namespace GptTrainer.Engine;

/// <summary>The sizes of an attention layer. A row of its input holds H query heads, then G key heads, then G value heads of D elements each.</summary>
/// <param name="Heads">H</param>
/// <param name="KeyValueHeads">G, which divides H: each is shared by H / G query heads (Ainslie et al., 2023)</param>
/// <param name="HeadSize">D</param>
internal readonly record struct AttentionShape(int Heads, int KeyValueHeads, int HeadSize)
{
    /// <summary>Query heads that share a key.</summary>
    public int Group => Heads / KeyValueHeads;

    /// <summary>Elements of an input row.</summary>
    public int InputWidth => (Heads + 2 * KeyValueHeads) * HeadSize;

    /// <summary>Elements of an output row.</summary>
    public int OutputWidth => Heads * HeadSize;

    public float Scale => (float)(1 / Math.Sqrt(HeadSize));
}
