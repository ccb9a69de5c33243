using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>
/// The calls that the operator makes to an API server. Passing faults are retried inside;
/// what comes out is a <see cref="KubernetesApiException"/> with its <see cref="ApiErrorKind"/>.
/// </summary>
internal interface IKubernetesApi
{
    /// <returns>null when there is no such object</returns>
    Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Lists page by page, newest state; ends with <see cref="ApiErrorKind.Gone"/> when the list took too long to page through.</summary>
    /// <param name="namespace">null for all namespaces</param>
    /// <param name="labelSelector">null for every object</param>
    /// <param name="cancellationToken">stops between and inside pages</param>
    IAsyncEnumerable<EntityPage<T>> ListAsync<T>(
        string? @namespace, string? labelSelector, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Returns as soon as the server accepted the watch, before any event.</summary>
    Task<WatchStream<T>> WatchAsync<T>(
        string? @namespace, string? labelSelector, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>
    /// Server-side apply of what the entity states, its status left out. Creates the object when it is missing,
    /// unless <c>metadata.uid</c> is set; a set uid or resourceVersion must match, else <see cref="ApiErrorKind.Conflict"/>.
    /// </summary>
    Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken, bool force = true)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply of the status alone; the same preconditions, and never creates.</summary>
    Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Retried only where the server certainly did not act.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces the whole object; its resourceVersion must be set and must match.</summary>
    Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>JSON merge patch. Put <c>metadata.resourceVersion</c> in the patch to make it conditional.</summary>
    Task<T> PatchAsync<T>(string name, string? @namespace, JsonObject mergePatch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <param name="name">the object's name</param>
    /// <param name="namespace">null for cluster-scoped kinds</param>
    /// <param name="uid">delete only this very object, not a successor of the same name</param>
    /// <param name="cancellationToken">gives up waiting for the answer</param>
    /// <param name="gracePeriodSeconds">null leaves the object's own</param>
    /// <param name="propagation">what becomes of dependents</param>
    /// <returns>false when it was gone already, or is another object now</returns>
    Task<bool> DeleteAsync<T>(
        string name,
        string? @namespace,
        string? uid,
        CancellationToken cancellationToken,
        int? gracePeriodSeconds = null,
        Propagation propagation = Propagation.Background,
        string? resourceVersion = null)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>One GET of any path, not retried: for proxies to pods and for discovery.</summary>
    /// <param name="path">relative to the server, no leading slash</param>
    /// <param name="limitBytes">a longer body is refused, whatever its headers claim</param>
    /// <param name="timeout">for the whole answer, body included</param>
    /// <param name="cancellationToken">gives up</param>
    Task<byte[]> GetRawAsync(string path, int limitBytes, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The same server with all writes behind a fence: refused with <see cref="ApiErrorKind.Fenced"/> once it closes.</summary>
    IKubernetesApi WithFence(IWriteFence fence);
}
