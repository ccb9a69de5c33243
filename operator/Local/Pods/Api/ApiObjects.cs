using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Reads a pod's config maps and secrets from the API, when they are needed.</summary>
internal sealed class ApiObjects(IKubernetesApi api, string ns) : IReferencedObjects
{
    public Task<V1ConfigMap?> ConfigMapAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(() => api.GetAsync<V1ConfigMap>(name, ns, cancellationToken));

    public Task<V1Secret?> SecretAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(() => api.GetAsync<V1Secret>(name, ns, cancellationToken));

    private static async Task<T?> ReadAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (KubernetesApiException e)
        {
            // Waits like a missing object does, and is tried again.
            throw new ContainerConfigException(e.Message);
        }
    }
}
