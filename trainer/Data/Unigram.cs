namespace GptTrainer.Data;

/// <summary>The model that knows only how common each token is.</summary>
internal static class Unigram
{
    /// <summary>
    /// Mean of -ln p over the validation tokens, where p is a token's share of the training tokens with one added to
    /// each count, so that a token that never trained costs much but not everything. In nats a token.
    /// </summary>
    /// <param name="train">Occurrences of each id.</param>
    /// <param name="validation">Occurrences of each id; at least one of them.</param>
    public static double CrossEntropy(IReadOnlyList<long> train, IReadOnlyList<long> validation)
    {
        var logTotal = Math.Log(train.Sum() + (double)train.Count);
        var sum = 0.0;
        for (var id = 0; id < train.Count; id++)
            sum += validation[id] * (logTotal - Math.Log(train[id] + 1.0));
        return sum / validation.Sum();
    }
}
