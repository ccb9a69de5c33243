using GptTrainer.Training;

namespace GptTrainer.Models;

/// <summary>Chooses a token by its logits. The n-th choice depends on the seed, n and the logits alone.</summary>
internal static class TokenSampler
{
    /// <param name="logits">float32 (V)</param>
    /// <param name="options">How to choose.</param>
    /// <param name="number">Counts the tokens chosen before, from 0.</param>
    public static int Choose(ReadOnlySpan<float> logits, SamplingOptions options, int number)
    {
        var ids = new int[logits.Length];
        var keys = new float[logits.Length];
        for (var i = 0; i < ids.Length; i++) (ids[i], keys[i]) = (i, -logits[i]);
        // Stable: equal logits stay in the order of their ids, so that a choice can be repeated.
        var ranked = ids.OrderBy(id => keys[id]).ToArray();
        if (options.Temperature <= 0) return ranked[0];
        var kept = options.TopK > 0 ? Math.Min(options.TopK, ranked.Length) : ranked.Length;
        var weights = new double[kept];
        for (var i = 0; i < kept; i++)
            weights[i] = Math.Exp((logits[ranked[i]] - logits[ranked[0]]) / options.Temperature);
        kept = Nucleus(weights, options.TopP);
        var point = (CounterRandom.Bits(options.Seed, (ulong)number) >> 11) * (1.0 / (1L << 53)) * weights.AsSpan(0, kept).ToArray().Sum();
        var index = 0;
        while (index < kept - 1 && (point -= weights[index]) >= 0) index++;
        return ranked[index];
    }

    private static int Nucleus(double[] weights, double share)
    {
        var needed = share * weights.Sum();
        var (sum, kept) = (0.0, 0);
        while (kept < weights.Length && (kept == 0 || sum < needed)) sum += weights[kept++];
        return kept;
    }
}
