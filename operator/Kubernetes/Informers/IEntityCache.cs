using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>The last known state of a kind's objects. They are shared: never change one.</summary>
internal interface IEntityCache<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    int Count { get; }

    bool TryGet(EntityKey key, [NotNullWhen(true)] out T? entity);

    /// <returns>the objects that the named index files under <paramref name="value"/>, ordered by key</returns>
    IReadOnlyList<T> ByIndex(string index, string value);

    /// <returns>every object, in no order</returns>
    IReadOnlyList<T> Snapshot();

    /// <summary>
    /// Takes in the answer to one's own write, so that the next read sees it though the watch may lag behind.
    /// Ignored when the cache holds something newer.
    /// </summary>
    void Observe(T entity);
}
