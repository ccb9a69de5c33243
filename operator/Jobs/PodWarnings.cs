using System.Text.Json;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using k8s.Models;

namespace GptOperator.Jobs;

/// <summary>Reads the newest warning about a pod. Events are many and short-lived, so they are asked for and not kept.</summary>
internal sealed class PodWarnings(IKubernetesApi api, TimeProvider time)
{
    /// <summary>Most pods have started by then, and need not be asked about.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int LimitBytes = 1024 * 1024;

    public async Task<IReadOnlyDictionary<string, PodWarning>> OfAsync(IEnumerable<V1Pod> pods, CancellationToken cancellationToken)
    {
        var warnings = new Dictionary<string, PodWarning>();
        foreach (var pod in pods.Where(pod => pod.Metadata.CreationTimestamp + Grace <= time.GetUtcNow().UtcDateTime))
        {
            if (await NewestAsync(pod, cancellationToken) is { } warning)
                warnings[pod.Metadata.Uid] = warning;
        }
        return warnings;
    }

    private async Task<PodWarning?> NewestAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var path = $"{EntityDefinition<Corev1Event>.CollectionPath(pod.Metadata.NamespaceProperty)}?fieldSelector=involvedObject.uid={pod.Metadata.Uid},type=Warning&limit=50";
        try
        {
            var list = JsonSerializer.Deserialize<Corev1EventList>(await api.GetRawAsync(path, LimitBytes, Patience, cancellationToken), EntityJson.Options);
            var newest = list?.Items.MaxBy(warning => warning.LastTimestamp ?? warning.EventTime ?? warning.FirstTimestamp);
            return newest is null ? null : new PodWarning(newest.Reason, newest.Message);
        }
        catch (KubernetesApiException)
        {
            // Without its events a pod is still waited for; only why is not told.
            return null;
        }
    }
}
