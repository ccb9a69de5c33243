namespace GptTrainer.Engine;

/// <summary>Computes a model's loss and gradients.</summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>Adds the gradient of the sum of the tokens' losses to the parameters' gradients.</summary>
    /// <param name="tokens">B sequences of T tokens.</param>
    /// <param name="randomKey">Decides what dropout drops.</param>
    /// <returns>The sum, in nats.</returns>
    double Accumulate(TokenBatch tokens, ulong randomKey);

    /// <summary>The sum of the tokens' cross-entropies, in nats, without dropout, smoothing and penalties.</summary>
    double Measure(TokenBatch tokens);
}
