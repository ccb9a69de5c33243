namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A map, or an object by its fields' escaped names.</summary>
internal sealed class CelMap
{
    private readonly Dictionary<object, object> _entries = new(CelEquality.Keys);

    public int Count => _entries.Count;

    public IEnumerable<object> KeyValues => _entries.Keys;

    public IEnumerable<KeyValuePair<object, object>> Entries => _entries;

    public object? Find(object key) => _entries.GetValueOrDefault(key);

    public void Set(object key, object value) => _entries[key] = value;

    /// <exception cref="CelException">The key is there already.</exception>
    public void Add(object key, object value)
    {
        if (!_entries.TryAdd(key, value))
            throw new CelException($"insert failed: key {CelText.Of(key)} already exists");
    }

    public bool SameAs(CelMap other) =>
        Count == other.Count && _entries.All(entry => other.Find(entry.Key) is { } value && CelEquality.Same(entry.Value, value));
}
