namespace GptTrainer.Data.Cleaning;

/// <summary>The first few replacements of each kind, with what stood around them.</summary>
internal sealed class CleaningSamples(int perRule)
{
    private const int Around = 24;

    private readonly SortedDictionary<string, List<(string Before, string After)>> _samples = new(StringComparer.Ordinal);

    /// <summary>Each rule's samples: a stretch of text before and after.</summary>
    public IReadOnlyDictionary<string, List<(string Before, string After)>> Samples => _samples;

    /// <summary>Keeps the replacement if its rule has too few.</summary>
    public void Add(string text, TextReplacement replacement)
    {
        if (!_samples.TryGetValue(replacement.Rule, out var samples))
            _samples[replacement.Rule] = samples = [];
        if (samples.Count == perRule)
            return;
        var match = replacement.Match;
        var before = text[Math.Max(0, match.Start - Around)..match.Start];
        var after = text[match.End..Math.Min(text.Length, match.End + Around)];
        // Of its line only.
        before = before[(before.LastIndexOf('\n') + 1)..];
        after = after.Split('\r', '\n')[0];
        samples.Add((before + text[match.Start..match.End] + after, before + replacement.Placeholder + after));
    }
}
