using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>The catalog as of now: the built-in resources and those of every stored definition.</summary>
internal sealed class CatalogHolder
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, IReadOnlyList<ResourceType>> _custom = new(StringComparer.Ordinal);
    private volatile ResourceCatalog _current = new(BuiltInResources.All);

    public CatalogHolder(ObjectStore store)
    {
        // Before the first definition is read, so that none is missed; called in the store's order.
        store.Committed += (key, change) =>
        {
            if (key == CustomResourceDefinitions.StorageKey) Update(change);
        };
        foreach (var definition in store.List(CustomResourceDefinitions.StorageKey).Objects.In(null))
            Update(new WatchEvent(WatchEventKind.Added, definition, null));
    }

    public ResourceCatalog Current => _current;

    private void Update(WatchEvent change)
    {
        lock (_gate)
        {
            if (change.Kind == WatchEventKind.Deleted) _custom.Remove(change.Object.Name);
            else if (change.Previous is { } previous && SameSpec(previous, change.Object)) return;
            else _custom[change.Object.Name] = [.. CustomResourceDefinitions.Types(change.Object.ToJson())];
            _current = new ResourceCatalog(BuiltInResources.All.Concat(_custom.Values.SelectMany(t => t)));
        }
    }

    private static bool SameSpec(StoredObject left, StoredObject right) => Json.Same(left.ToJson()["spec"], right.ToJson()["spec"]);
}
