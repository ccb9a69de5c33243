using System.Text.Json;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer.Selectors;
using GptOperator.Local.ApiServer.Storage;
using k8s;
using k8s.Models;

namespace GptOperator.Faults.Simulation;

/// <inheritdoc cref="ICacheFeed"/>
internal sealed class CacheFeed<T> : ICacheFeed, IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly SimulatedCluster _cluster;
    private readonly IKubernetesApi _api;
    private readonly Informer<T> _informer;
    private readonly string? _selectorText;
    private readonly LabelSelector _selector;
    private readonly string _storageKey = $"{EntityDefinition<T>.Group}/{EntityDefinition<T>.Plural}";
    private readonly Lock _gate = new();
    private readonly LinkedList<WatchEvent> _pending = new();

    public CacheFeed(SimulatedCluster cluster, IKubernetesApi api, Informer<T> informer, string? selector)
    {
        (_cluster, _api, _informer, _selectorText) = (cluster, api, informer, selector);
        _selector = LabelSelector.Parse(selector);
        cluster.Store.Committed += OnCommitted;
    }

    public string Resource => EntityDefinition<T>.Plural;

    public long? OldestPending
    {
        get
        {
            lock (_gate)
                return _pending.First?.Value.Object.Revision;
        }
    }

    public async Task ListAsync()
    {
        try
        {
            await ListOnceAsync();
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.Gone)
        {
            // The server's history does not reach back so far; the list after that is a new one.
            _cluster.Faults.Lists = null;
            await ListOnceAsync();
        }
    }

    public void DeliverOne() => Deliver(Take());

    public void DropOne() => Take();

    public void DeliverDisordered()
    {
        List<WatchEvent> all;
        lock (_gate)
        {
            all = [.. _pending];
            _pending.Clear();
        }
        foreach (var change in all.AsEnumerable().Reverse().Concat(all))
            Deliver(change);
    }

    public void Dispose() => _cluster.Store.Committed -= OnCommitted;

    private async Task ListOnceAsync()
    {
        lock (_gate)
            _pending.Clear();
        var listed = new HashSet<EntityKey>();
        var version = "";
        await foreach (var page in _api.ListAsync<T>(_cluster.Namespace, _selectorText, CancellationToken.None))
        {
            version = page.ResourceVersion;
            foreach (var entity in page.Items)
            {
                listed.Add(EntityKey.Of(entity));
                _informer.Upsert(entity);
            }
        }
        _informer.Sweep(_cluster.Namespace, listed, version);
        CatchUpAfter(long.Parse(version, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A watch from a list's revision brings what happened since, however old that list was.</summary>
    private void CatchUpAfter(long revision)
    {
        lock (_gate)
        {
            var known = _pending.Select(change => change.Object.Revision).ToHashSet();
            foreach (var change in _cluster.Store.ReadEvents(_storageKey, revision).Events.Reverse().Where(change => IsOurs(_storageKey, change) && !known.Contains(change.Object.Revision)))
                _pending.AddFirst(change);
        }
    }

    private void OnCommitted(string key, WatchEvent change)
    {
        if (!IsOurs(key, change))
            return;
        lock (_gate)
            _pending.AddLast(change);
    }

    private bool IsOurs(string key, WatchEvent change) => key == _storageKey && change.Object.Namespace == _cluster.Namespace;

    private WatchEvent Take()
    {
        lock (_gate)
        {
            var first = _pending.First!.Value;
            _pending.RemoveFirst();
            return first;
        }
    }

    private void Deliver(WatchEvent change)
    {
        var matched = change.Previous is not null && _selector.Matches(change.Previous.Labels);
        var matches = change.Kind != WatchEventKind.Deleted && _selector.Matches(change.Object.Labels);
        if (!matched && !matches)
            return;
        var entity = JsonSerializer.Deserialize<T>(change.Object.Utf8.Span, EntityJson.Options)!;
        if (matches)
            _informer.Upsert(entity);
        else
            _informer.Remove(entity);
    }
}
