using System.Collections.Immutable;

namespace GptOperator.Local.ApiServer.Storage;

/// <summary>Objects of one resource at one moment, in the order of lists: by namespace, then by name.</summary>
internal sealed class ObjectSet
{
    private static readonly ImmutableSortedDictionary<string, StoredObject> NoNames =
        ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> _namespaces;

    private ObjectSet(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> namespaces) =>
        _namespaces = namespaces;

    public static ObjectSet Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(StringComparer.Ordinal));

    public bool IsEmpty => _namespaces.IsEmpty;

    public StoredObject? Find(string ns, string name) => _namespaces.GetValueOrDefault(ns)?.GetValueOrDefault(name);

    /// <summary>All objects, or those of one namespace.</summary>
    public IEnumerable<StoredObject> In(string? ns) =>
        ns is null ? _namespaces.Values.SelectMany(n => n.Values) : _namespaces.GetValueOrDefault(ns, NoNames).Values;

    public ObjectSet With(StoredObject obj) =>
        new(_namespaces.SetItem(obj.Namespace, _namespaces.GetValueOrDefault(obj.Namespace, NoNames).SetItem(obj.Name, obj)));

    public ObjectSet Without(string ns, string name)
    {
        if (!_namespaces.TryGetValue(ns, out var names)) return this;
        names = names.Remove(name);
        return new ObjectSet(names.IsEmpty ? _namespaces.Remove(ns) : _namespaces.SetItem(ns, names));
    }
}
