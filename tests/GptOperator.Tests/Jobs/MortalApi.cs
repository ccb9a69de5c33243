using System.Text.Json.Nodes;
using GptOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace GptOperator.Tests.Jobs;

/// <summary>An API client whose process dies before its next write once it has done a number of them.</summary>
internal sealed class MortalApi(IKubernetesApi api, int writesToLive) : IKubernetesApi
{
    public int Writes { get; private set; }

    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.GetAsync<T>(name, @namespace, cancellationToken);

    public IAsyncEnumerable<EntityPage<T>> ListAsync<T>(string? @namespace, string? labelSelector, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.ListAsync<T>(@namespace, labelSelector, cancellationToken);

    public Task<WatchStream<T>> WatchAsync<T>(string? @namespace, string? labelSelector, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.WatchAsync<T>(@namespace, labelSelector, resourceVersion, cancellationToken);

    public Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken, bool force = true)
        where T : class, IKubernetesObject<V1ObjectMeta> => Write(() => api.ApplyAsync(entity, cancellationToken, force));

    public Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Write(() => api.ApplyStatusAsync(entity, cancellationToken));

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Write(() => api.CreateAsync(entity, cancellationToken));

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Write(() => api.UpdateAsync(entity, cancellationToken));

    public Task<T> PatchAsync<T>(string name, string? @namespace, JsonObject mergePatch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Write(() => api.PatchAsync<T>(name, @namespace, mergePatch, cancellationToken));

    public Task<bool> DeleteAsync<T>(
        string name,
        string? @namespace,
        string? uid,
        CancellationToken cancellationToken,
        int? gracePeriodSeconds = null,
        Propagation propagation = Propagation.Background)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Write(() => api.DeleteAsync<T>(name, @namespace, uid, cancellationToken, gracePeriodSeconds, propagation));

    public Task<byte[]> GetRawAsync(string path, int limitBytes, TimeSpan timeout, CancellationToken cancellationToken) =>
        api.GetRawAsync(path, limitBytes, timeout, cancellationToken);

    public IKubernetesApi WithFence(IWriteFence fence) => throw new NotSupportedException("a fence is put around the whole of it");

    private async Task<T> Write<T>(Func<Task<T>> write)
    {
        if (Writes == writesToLive)
            throw new OperatorKilledException();
        var answer = await write();
        Writes++;
        return answer;
    }
}
