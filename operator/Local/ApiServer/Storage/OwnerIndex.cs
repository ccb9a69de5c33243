namespace GptOperator.Local.ApiServer.Storage;

/// <summary>Who names which uid as an owner. Called under the store's lock.</summary>
internal sealed class OwnerIndex
{
    private readonly Dictionary<string, HashSet<ObjectAddress>> _dependents = new(StringComparer.Ordinal);

    public IReadOnlyList<ObjectAddress> DependentsOf(string uid) => _dependents.TryGetValue(uid, out var found) ? [.. found] : [];

    public void Record(string key, WatchEvent change)
    {
        var address = new ObjectAddress(key, change.Object.Namespace, change.Object.Name);
        if (change.Previous is { } previous)
        {
            foreach (var owner in previous.Identity.Owners) Remove(owner.Uid, address);
        }

        if (change.Kind == WatchEventKind.Deleted) return;
        foreach (var owner in change.Object.Identity.Owners)
        {
            if (!_dependents.TryGetValue(owner.Uid, out var set)) _dependents.Add(owner.Uid, set = []);
            set.Add(address);
        }
    }

    private void Remove(string uid, ObjectAddress address)
    {
        if (!_dependents.TryGetValue(uid, out var set)) return;
        set.Remove(address);
        if (set.Count == 0) _dependents.Remove(uid);
    }
}
