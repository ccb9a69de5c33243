namespace GptOperator.Local.ApiServer.Storage;

/// <summary>
/// The objects of one resource and their recent history. Every member is called under the store's lock; what it hands
/// out is immutable.
/// </summary>
internal sealed class ResourceCollection(string key, long birth, int window)
{
    private readonly Queue<WatchEvent> _history = new();
    private TaskCompletionSource _changed = NewSignal();

    public string Key { get; } = key;

    public bool Closed { get; private set; }

    /// <summary>Events up to this revision can no longer be told.</summary>
    public long ForgottenThrough { get; private set; } = birth;

    public ObjectSet Objects { get; private set; } = ObjectSet.Empty;

    public Task Changed => _changed.Task;

    public void Load(StoredObject obj) => Objects = Objects.With(obj);

    public void Unload(string ns, string name) => Objects = Objects.Without(ns, name);

    public void BeginHistoryAt(long revision) => ForgottenThrough = revision;

    public void Commit(WatchEvent change)
    {
        Objects = change.Kind == WatchEventKind.Deleted
            ? Objects.Without(change.Object.Namespace, change.Object.Name)
            : Objects.With(change.Object);
        _history.Enqueue(change);
        while (_history.Count > window) ForgottenThrough = _history.Dequeue().Object.Revision;
        Signal();
    }

    /// <exception cref="RevisionExpiredException">The events right after <paramref name="revision"/> are forgotten.</exception>
    public IReadOnlyList<WatchEvent> EventsAfter(long revision)
    {
        if (revision < ForgottenThrough) throw new RevisionExpiredException(revision, ForgottenThrough);
        return [.. _history.SkipWhile(e => e.Object.Revision <= revision)];
    }

    /// <summary>The objects as they were at a revision, by undoing what came after it.</summary>
    /// <exception cref="RevisionExpiredException">The history does not reach back that far.</exception>
    public ObjectSet ObjectsAt(long revision)
    {
        var objects = Objects;
        foreach (var change in EventsAfter(revision).Reverse())
        {
            objects = change.Previous is null
                ? objects.Without(change.Object.Namespace, change.Object.Name)
                : objects.With(change.Previous);
        }

        return objects;
    }

    public void Close()
    {
        Closed = true;
        Signal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        var signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }
}
