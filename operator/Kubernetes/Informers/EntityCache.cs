using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>
/// Objects by key and by index. Decides whether news is news: an object is never replaced by an older one, whatever
/// the order in which a list, a watch and the answers to own writes arrive.
/// </summary>
internal sealed class EntityCache<T>(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Enough to outlast a watch's reordering; a list forgets none that matters.</summary>
    private const int RememberedDeletions = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<EntityKey, T> entities = [];
    private readonly Dictionary<(string Index, string Value), List<EntityKey>> index = [];
    private readonly Dictionary<EntityKey, string> deletions = [];
    private readonly Queue<EntityKey> deletionOrder = [];

    public int Count
    {
        get
        {
            lock (gate)
            {
                return entities.Count;
            }
        }
    }

    public bool TryGet(EntityKey key, [NotNullWhen(true)] out T? entity)
    {
        lock (gate)
        {
            return entities.TryGetValue(key, out entity);
        }
    }

    public IReadOnlyList<T> ByIndex(string name, string value)
    {
        if (!indexes.ContainsKey(name))
        {
            throw new ArgumentException($"There is no index '{name}' over {EntityDefinition<T>.Plural}.", nameof(name));
        }

        lock (gate)
        {
            return index.TryGetValue((name, value), out var keys)
                ? [.. keys.OrderBy(k => k.Namespace, StringComparer.Ordinal).ThenBy(k => k.Name, StringComparer.Ordinal).Select(k => entities[k])]
                : [];
        }
    }

    public IReadOnlyList<T> Snapshot()
    {
        lock (gate)
        {
            return [.. entities.Values];
        }
    }

    /// <returns>null when the cache holds this state or a newer one</returns>
    public InformerEvent<T>? Upsert(T entity)
    {
        var key = EntityKey.Of(entity);
        var version = entity.Metadata.ResourceVersion;
        lock (gate)
        {
            if (entities.TryGetValue(key, out var previous))
            {
                if (version == previous.Metadata.ResourceVersion || ResourceVersion.IsOlder(version, previous.Metadata.ResourceVersion))
                {
                    return null;
                }
            }
            else if (deletions.TryGetValue(key, out var deleted) && !ResourceVersion.IsOlder(deleted, version))
            {
                return null;
            }

            Unindex_NeedsLock(key, previous);
            entities[key] = entity;
            Index_NeedsLock(key, entity);
            return new InformerEvent<T>(previous is null ? InformerEventType.Added : InformerEventType.Updated, entity, previous);
        }
    }

    /// <param name="entity">as it was at its end, with the resourceVersion of the deletion</param>
    /// <returns>null when it was not there, or the cache holds a successor</returns>
    public InformerEvent<T>? Remove(T entity)
    {
        var key = EntityKey.Of(entity);
        lock (gate)
        {
            if (entities.TryGetValue(key, out var held)
                && ResourceVersion.IsOlder(entity.Metadata.ResourceVersion, held.Metadata.ResourceVersion))
            {
                return null;
            }

            Remember_NeedsLock(key, entity.Metadata.ResourceVersion);
            if (held is null)
            {
                return null;
            }

            Unindex_NeedsLock(key, held);
            entities.Remove(key);
            return new InformerEvent<T>(InformerEventType.Deleted, entity, held);
        }
    }

    /// <summary>Removes what a complete list of a namespace (null: of all) did not hold, unless it is newer than that list.</summary>
    public IReadOnlyList<InformerEvent<T>> Sweep(string? @namespace, IReadOnlySet<EntityKey> listed, string listVersion)
    {
        lock (gate)
        {
            var missing = entities.Where(e =>
                (@namespace is null || e.Key.Namespace == @namespace)
                && !listed.Contains(e.Key)
                && !ResourceVersion.IsOlder(listVersion, e.Value.Metadata.ResourceVersion)).ToList();
            foreach (var (key, entity) in missing)
            {
                Unindex_NeedsLock(key, entity);
                entities.Remove(key);
                Remember_NeedsLock(key, listVersion);
            }

            return [.. missing.Select(m => new InformerEvent<T>(InformerEventType.Deleted, m.Value, m.Value))];
        }
    }

    /// <summary>Forgets every version of a namespace (null: of all), for a server whose history began anew.</summary>
    public IReadOnlyList<InformerEvent<T>> Clear(string? @namespace)
    {
        lock (gate)
        {
            deletions.Clear();
            deletionOrder.Clear();
            var gone = entities.Where(e => @namespace is null || e.Key.Namespace == @namespace).ToList();
            foreach (var (key, entity) in gone)
            {
                Unindex_NeedsLock(key, entity);
                entities.Remove(key);
            }

            return [.. gone.Select(m => new InformerEvent<T>(InformerEventType.Deleted, m.Value, m.Value))];
        }
    }

    private void Remember_NeedsLock(EntityKey key, string version)
    {
        deletions[key] = version;
        deletionOrder.Enqueue(key);
        if (deletionOrder.Count > RememberedDeletions)
        {
            deletions.Remove(deletionOrder.Dequeue());
        }
    }

    private void Index_NeedsLock(EntityKey key, T entity)
    {
        foreach (var (name, values) in indexes)
        {
            foreach (var value in values(entity))
            {
                if (!index.TryGetValue((name, value), out var keys))
                {
                    index[(name, value)] = keys = [];
                }

                keys.Add(key);
            }
        }
    }

    private void Unindex_NeedsLock(EntityKey key, T? entity)
    {
        if (entity is null)
        {
            return;
        }

        foreach (var (name, values) in indexes)
        {
            foreach (var value in values(entity))
            {
                if (index.TryGetValue((name, value), out var keys) && keys.Remove(key) && keys.Count == 0)
                {
                    index.Remove((name, value));
                }
            }
        }
    }
}
