using GptOperator.Crds.Trainer;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Monitoring;

/// <summary>Asks through the API server: the way for an operator outside the cluster, where pod addresses lead nowhere.</summary>
internal sealed class ProgressProxySource(IKubernetesApi api) : IProgressSource
{
    public Task<byte[]> ReadAsync(V1Pod pod, ProgressOptions options, CancellationToken cancellationToken) => api.GetRawAsync(
        $"api/v1/namespaces/{pod.Metadata.NamespaceProperty}/pods/{pod.Metadata.Name}:{TrainerEnvironment.DefaultHttpPort}/proxy/progress",
        options.LimitBytes,
        options.Timeout,
        cancellationToken);
}
