using System.Text.Json;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Keeps one pod's status in the API equal to what its record says; writes only when it changed.</summary>
internal sealed class PodStatusReporter(IKubernetesApi api, TimeProvider time)
{
    private IList<V1PodCondition>? _conditions;
    private string? _reported;

    /// <exception cref="KubernetesApiException">The status could not be written; nothing is lost, the next call tries again.</exception>
    public async Task ReportAsync(V1Pod pod, PodRecord record, CancellationToken cancellationToken)
    {
        var status = PodStatusBuilder.Build(pod, record, SharedAddress.Loopback, _conditions ?? pod.Status?.Conditions ?? [], time.GetUtcNow());
        var text = JsonSerializer.Serialize(status, EntityJson.Options);
        if (text == _reported)
            return;
        try
        {
            await api.ApplyStatusAsync(Stating(pod, status), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Kind is ApiErrorKind.NotFound or ApiErrorKind.Conflict)
        {
            // The pod is gone, or another of its name is there; the watch will say so.
        }

        (_reported, _conditions) = (text, status.Conditions);
    }

    public static V1Pod Stating(V1Pod pod, V1PodStatus status) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta { Name = pod.Name(), NamespaceProperty = pod.Namespace(), Uid = pod.Uid() },
        Status = status,
    };
}
