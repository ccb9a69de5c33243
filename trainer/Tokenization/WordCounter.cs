namespace GptTrainer.Tokenization;

/// <summary>Counts the words of a text, as much of it at once as there are processors.</summary>
/// <param name="maximumWords">
/// Distinct words that are held at most. Beyond it the rarest are forgotten, so that memory is bounded on any text;
/// only counts of words too rare to shape a vocabulary are touched.
/// </param>
internal sealed class WordCounter(int maximumWords = 4_000_000)
{
    private readonly Dictionary<string, long> _counts = [];

    /// <summary>Every word with the number of its occurrences.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Counts texts that are cut where words end.</summary>
    public void Add(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var gate = new Lock();
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, texts.Count, options, () => new Dictionary<string, long>(),
            (index, _, local) => Count(texts[index], local),
            local =>
            {
                lock (gate)
                    Merge(local);
            });
        // Between calls only: the order in which threads merge must not decide what is forgotten.
        for (var rarest = 1L; _counts.Count > maximumWords; rarest *= 2)
        {
            foreach (var (word, count) in _counts)
            {
                if (count <= rarest)
                    _counts.Remove(word);
            }
        }
    }

    private static Dictionary<string, long> Count(string text, Dictionary<string, long> counts)
    {
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var length = 0;
        for (var start = 0; start < text.Length; start += length)
        {
            length = Gpt2PreTokenizer.WordLength(text, start);
            var word = text.AsSpan(start, length);
            lookup.TryGetValue(word, out var count);
            lookup[word] = count + 1;
        }
        return counts;
    }

    private void Merge(Dictionary<string, long> counts)
    {
        foreach (var (word, count) in counts)
            _counts[word] = _counts.GetValueOrDefault(word) + count;
    }
}
