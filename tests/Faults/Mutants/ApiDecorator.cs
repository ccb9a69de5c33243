using System.Text.Json.Nodes;
using GptOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace GptOperator.Faults.Mutants;

/// <summary>Passes every call on; a mutant overrides the one that it gets wrong.</summary>
internal abstract class ApiDecorator(IKubernetesApi inner) : IKubernetesApi
{
    public virtual Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.GetAsync<T>(name, @namespace, cancellationToken);

    public virtual IAsyncEnumerable<EntityPage<T>> ListAsync<T>(string? @namespace, string? labelSelector, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.ListAsync<T>(@namespace, labelSelector, cancellationToken);

    public Task<WatchStream<T>> WatchAsync<T>(string? @namespace, string? labelSelector, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.WatchAsync<T>(@namespace, labelSelector, resourceVersion, cancellationToken);

    public virtual Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken, bool force = true)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.ApplyAsync(entity, cancellationToken, force);

    public virtual Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.ApplyStatusAsync(entity, cancellationToken);

    public virtual Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.CreateAsync(entity, cancellationToken);

    public virtual Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.UpdateAsync(entity, cancellationToken);

    public virtual Task<T> PatchAsync<T>(string name, string? @namespace, JsonObject mergePatch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => inner.PatchAsync<T>(name, @namespace, mergePatch, cancellationToken);

    public virtual Task<bool> DeleteAsync<T>(
        string name,
        string? @namespace,
        string? uid,
        CancellationToken cancellationToken,
        int? gracePeriodSeconds = null,
        Propagation propagation = Propagation.Background,
        string? resourceVersion = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        inner.DeleteAsync<T>(name, @namespace, uid, cancellationToken, gracePeriodSeconds, propagation, resourceVersion);

    public Task<byte[]> GetRawAsync(string path, int limitBytes, TimeSpan timeout, CancellationToken cancellationToken) =>
        inner.GetRawAsync(path, limitBytes, timeout, cancellationToken);

    public IKubernetesApi WithFence(IWriteFence fence) => throw new NotSupportedException("a fence is put around the whole of it");
}
