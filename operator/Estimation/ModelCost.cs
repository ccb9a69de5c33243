using GptOperator.Crds.Presets;
using GptOperator.Crds.Spec;

namespace GptOperator.Estimation;

/// <summary>What a model of a shape costs, in numbers that follow from the shape alone.</summary>
internal static class ModelCost
{
    /// <summary>
    /// The trained numbers: token embeddings and, for GPT-2, positions; in each block the projections of attention, the feed-forward layer,
    /// which Llama's has a gate beside, and two norms; a last norm; the output layer where it is its own.
    /// </summary>
    public static long Parameters(ModelShape shape, long vocabulary)
    {
        long hidden = shape.HiddenSize;
        long inner = shape.IntermediateSize;
        var shared = hidden / shape.NumAttentionHeads * shape.NumKeyValueHeads;
        var expansions = IsGpt2(shape) ? 1 : 2;
        var norm = hidden * (shape.Bias && IsGpt2(shape) ? 2 : 1);
        var weights = 2 * hidden * hidden + 2 * hidden * shared + (expansions + 1) * hidden * inner;
        var biases = shape.Bias ? 3 * hidden + 2 * shared + expansions * inner : 0;
        return vocabulary * hidden
            + Positions(shape)
            + shape.NumHiddenLayers * (weights + biases + 2 * norm)
            + norm
            + (shape.TieWordEmbeddings ? 0 : vocabulary * hidden);
    }

    /// <summary>
    /// Operations to train on one token, forward and backward: 6N + 12LHT, with N the parameters that multiply (all but the positions),
    /// L layers, H hidden size, T context length. Chowdhery et al., PaLM, 2022, appendix B.
    /// </summary>
    public static double FlopsPerToken(ModelShape shape, long vocabulary)
    {
        var multiplied = Parameters(shape, vocabulary) - Positions(shape);
        return 6.0 * multiplied + 12.0 * shape.NumHiddenLayers * shape.HiddenSize * shape.ContextLength;
    }

    /// <summary>
    /// Bytes of weights, gradients and AdamW's two moments: 16 a parameter, in float32 (4 + 4 + 8) as in mixed precision (2 + 2 + 4 + 8).
    /// Rajbhandari et al., ZeRO, 2020, section 3.1.
    /// </summary>
    public static double StateBytes(long parameters) => 16.0 * parameters;

    /// <summary>
    /// Bytes of what the backward pass needs of the forward pass: TBHL(34 + 5AT/H) in 16 bits, with batch B and A heads, twice that in float32
    /// (Korthikanti et al., Reducing Activation Recomputation, 2022, equation 2), and the logits with their gradient, 8TBV.
    /// </summary>
    public static double ActivationBytes(ModelShape shape, long vocabulary, double batch, bool float32)
    {
        double tokens = shape.ContextLength * batch;
        var perToken = shape.HiddenSize * (34 + 5.0 * shape.NumAttentionHeads * shape.ContextLength / shape.HiddenSize);
        return tokens * shape.NumHiddenLayers * perToken * (float32 ? 2 : 1) + 8 * tokens * vocabulary;
    }

    private static bool IsGpt2(ModelShape shape) => shape.Architecture == ModelArchitecture.Gpt2;

    private static long Positions(ModelShape shape) => IsGpt2(shape) ? (long)shape.ContextLength * shape.HiddenSize : 0;
}
