namespace GptTrainer.Training;

/// <summary>
/// Random windows of the training text. Which windows a step sees depends on the seed and the step's number alone.
/// </summary>
/// <param name="tokens">At least one token more than <paramref name="length"/>.</param>
/// <param name="batch">B, sequences in a batch</param>
/// <param name="length">T, tokens in a sequence</param>
/// <param name="seed">The job's seed.</param>
internal sealed class BatchSampler(ITokenSource tokens, int batch, int length, long seed)
{
    private readonly long[] window = new long[length + 1];

    /// <summary>Reads rows of the batch of that number.</summary>
    /// <param name="number">Counts batches from 0.</param>
    /// <param name="first">The first row wanted; as many follow as there is room for.</param>
    /// <param name="inputs">(B, T), row by row</param>
    /// <param name="targets">(B, T): the token that follows each input</param>
    public void Read(long number, int first, Span<long> inputs, Span<long> targets)
    {
        for (var row = 0; row < inputs.Length / length; row++)
        {
            var position = CounterRandom.Below(seed, (ulong)number * (ulong)batch + (ulong)(first + row), tokens.Count - length);
            tokens.Read(position, window);
            window.AsSpan(0, length).CopyTo(inputs[(row * length)..]);
            window.AsSpan(1, length).CopyTo(targets[(row * length)..]);
        }
    }
}
