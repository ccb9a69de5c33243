using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Storage;

/// <summary>
/// All objects of the server under one revision counter. Writers compute outside and commit here by compare-and-swap
/// on the revision they started from; readers get immutable sets.
/// </summary>
internal sealed class ObjectStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceCollection> _collections = new(StringComparer.Ordinal);
    private readonly int _window;
    private readonly Journal? _journal;
    private readonly OwnerIndex _owners = new();
    private long _revision;

    /// <param name="firstRevision">
    /// Where a store without a past starts to count. Given a clock's value it keeps a client of an earlier, forgotten
    /// store from taking up where that one ended.
    /// </param>
    /// <param name="window">How many changes of each resource stay available to watches.</param>
    /// <param name="journal">Keeps the objects across restarts; null for memory only.</param>
    public ObjectStore(long firstRevision, int window, Journal? journal)
    {
        _window = window;
        _journal = journal;
        _revision = Math.Max(1, firstRevision);
        if (journal is not null) Load(journal);
    }

    /// <summary>Called under the lock, in order, for every change: must only queue.</summary>
    public event Action<string, WatchEvent>? Committed;

    public long Revision
    {
        get
        {
            lock (_gate) return _revision;
        }
    }

    public StoredObject? Find(string key, string ns, string name)
    {
        lock (_gate) return Collection(key).Objects.Find(ns, name);
    }

    public (ObjectSet Objects, long Revision) List(string key)
    {
        lock (_gate) return (Collection(key).Objects, _revision);
    }

    /// <exception cref="RevisionExpiredException">The history does not reach back that far.</exception>
    public ObjectSet ListAt(string key, long revision)
    {
        lock (_gate) return Collection(key).ObjectsAt(revision);
    }

    /// <exception cref="RevisionExpiredException">The events right after <paramref name="revision"/> are forgotten.</exception>
    public WatchBatch ReadEvents(string key, long revision)
    {
        lock (_gate)
        {
            var collection = Collection(key);
            return new WatchBatch
            {
                Events = collection.EventsAfter(revision),
                Revision = _revision,
                Changed = collection.Changed,
                Closed = collection.Closed,
            };
        }
    }

    /// <summary>Resources that hold objects now.</summary>
    public IReadOnlyList<string> Keys()
    {
        lock (_gate) return [.. _collections.Where(c => !c.Value.Objects.IsEmpty).Select(c => c.Key)];
    }

    /// <summary>Objects that name the uid among their owners.</summary>
    public IReadOnlyList<ObjectAddress> DependentsOf(string uid)
    {
        lock (_gate) return _owners.DependentsOf(uid);
    }

    /// <exception cref="RevisionConflictException">An object of that name exists.</exception>
    public StoredObject Create(string key, JsonObject obj)
    {
        lock (_gate)
        {
            var identity = ObjectIdentity.Of(obj);
            if (Collection(key).Objects.Find(identity.Namespace, identity.Name) is not null) throw new RevisionConflictException();
            return Commit(key, WatchEventKind.Added, obj, null);
        }
    }

    /// <exception cref="RevisionConflictException">The object is gone or no longer at <paramref name="expected"/>.</exception>
    public StoredObject Update(string key, JsonObject obj, long expected)
    {
        lock (_gate) return Commit(key, WatchEventKind.Modified, obj, Expect(key, ObjectIdentity.Of(obj), expected));
    }

    /// <summary>Removes an object; <paramref name="obj"/> is its final state, told to watchers.</summary>
    /// <exception cref="RevisionConflictException">The object is gone or no longer at <paramref name="expected"/>.</exception>
    public StoredObject Delete(string key, JsonObject obj, long expected)
    {
        lock (_gate) return Commit(key, WatchEventKind.Deleted, obj, Expect(key, ObjectIdentity.Of(obj), expected));
    }

    /// <summary>Ends the watches of a resource that is no longer served.</summary>
    public void Close(string key)
    {
        lock (_gate)
        {
            if (_collections.Remove(key, out var collection)) collection.Close();
        }
    }

    public void Dispose() => _journal?.Dispose();

    private StoredObject Expect(string key, ObjectIdentity identity, long expected)
    {
        var current = Collection(key).Objects.Find(identity.Namespace, identity.Name);
        return current is not null && current.Revision == expected ? current : throw new RevisionConflictException();
    }

    private StoredObject Commit(string key, WatchEventKind kind, JsonObject obj, StoredObject? previous)
    {
        var next = StoredObject.Freeze(obj, _revision + 1);
        if (kind == WatchEventKind.Deleted) _journal?.AppendDeletion(key, next);
        else _journal?.Append(key, next);
        _revision++;
        var change = new WatchEvent(kind, next, previous);
        Collection(key).Commit(change);
        _owners.Record(key, change);
        _journal?.CompactIfWorthwhile(_revision, Everything);
        Committed?.Invoke(key, change);
        return next;
    }

    private IEnumerable<(string Key, StoredObject Object)> Everything() =>
        _collections.SelectMany(c => c.Value.Objects.In(null).Select(o => (c.Key, o)));

    private ResourceCollection Collection(string key)
    {
        if (!_collections.TryGetValue(key, out var collection))
        {
            collection = new ResourceCollection(key, _revision, _window);
            _collections.Add(key, collection);
        }

        return collection;
    }

    private void Load(Journal journal)
    {
        foreach (var record in journal.Replay())
        {
            _revision = Math.Max(_revision, record.Revision);
            if (record.Object is { } obj) Collection(record.Key).Load(obj);
            else if (record.Name is not null) Collection(record.Key).Unload(record.Namespace, record.Name);
        }

        foreach (var (key, collection) in _collections)
        {
            collection.BeginHistoryAt(_revision);
            foreach (var obj in collection.Objects.In(null)) _owners.Record(key, new WatchEvent(WatchEventKind.Added, obj, null));
        }
    }
}
