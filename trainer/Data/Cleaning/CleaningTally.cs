namespace GptTrainer.Data.Cleaning;

/// <summary>How often each rule changed something, by the rule's name.</summary>
internal sealed class CleaningTally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(string rule, long count)
    {
        if (count > 0)
            _counts[rule] = _counts.GetValueOrDefault(rule) + count;
    }
}
