using System.Diagnostics.CodeAnalysis;
using GptOperator.Monitoring;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Keeps a cache of one kind true by list and watch, and tells its subscribers of every change.</summary>
internal sealed class Informer<T> : IInformer, IEntityCache<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly EntityCache<T> cache;
    private readonly OperatorMetrics metrics;
    private readonly Action<T>? trim;
    private readonly List<Action<InformerEvent<T>>> subscribers = [];
    private readonly IReadOnlyList<Reflector<T>> reflectors;

    public Informer(
        IKubernetesApi api, InformerOptions<T> options, OperatorMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        this.metrics = metrics;
        trim = options.Trim;
        cache = new EntityCache<T>(options.Indexes);
        var logger = loggers.CreateLogger($"GptOperator.Kubernetes.Informer.{EntityDefinition<T>.Kind}");
        string?[] scopes = options.Namespaces.Count == 0 ? [null] : [.. options.Namespaces];
        reflectors = [.. scopes.Select(n => new Reflector<T>(api, n, options.LabelSelector, this, metrics, time, logger))];
    }

    public string Kind => EntityDefinition<T>.Kind;

    public bool HasSynced => reflectors.All(r => r.Listed.IsCompletedSuccessfully);

    public int Count => cache.Count;

    /// <summary>Subscribe before <see cref="RunAsync"/>. Handlers run on the watch's own loop, or on that of whoever observes a write: only enqueue.</summary>
    public void Subscribe(Action<InformerEvent<T>> handler) => subscribers.Add(handler);

    public bool TryGet(EntityKey key, [NotNullWhen(true)] out T? entity) => cache.TryGet(key, out entity);

    public IReadOnlyList<T> ByIndex(string index, string value) => cache.ByIndex(index, value);

    public IReadOnlyList<T> Snapshot() => cache.Snapshot();

    public void Observe(T entity) => Upsert(entity);

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(reflectors.Select(r => r.RunAsync(cancellationToken)));

    public Task WaitForSyncAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(reflectors.Select(r => r.Listed)).WaitAsync(cancellationToken);

    public Task RefreshAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(reflectors.Select(r => r.RefreshAsync())).WaitAsync(cancellationToken);

    internal void Upsert(T entity)
    {
        Trim(entity);
        Tell(cache.Upsert(entity));
    }

    internal void Remove(T entity)
    {
        Trim(entity);
        Tell(cache.Remove(entity));
    }

    internal void Sweep(string? @namespace, IReadOnlySet<EntityKey> listed, string listVersion) =>
        TellAll(cache.Sweep(@namespace, listed, listVersion));

    internal void Clear(string? @namespace) => TellAll(cache.Clear(@namespace));

    private void Trim(T entity)
    {
        // Lists leave these out and watches send a fresh string for each object; one shared string serves all.
        entity.ApiVersion = EntityDefinition<T>.ApiVersion;
        entity.Kind = EntityDefinition<T>.Kind;
        entity.Metadata.ManagedFields = null;
        entity.Metadata.Annotations?.Remove("kubectl.kubernetes.io/last-applied-configuration");
        trim?.Invoke(entity);
    }

    private void TellAll(IReadOnlyList<InformerEvent<T>> changes)
    {
        foreach (var change in changes)
        {
            Tell(change);
        }
    }

    private void Tell(InformerEvent<T>? change)
    {
        if (change is not { } news)
        {
            return;
        }

        metrics.CachedObjects.WithLabels(Kind).Set(cache.Count);
        foreach (var subscriber in subscribers)
        {
            subscriber(news);
        }
    }
}
