using System.Text;
using GptOperator.Crds;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Local.Following;

/// <summary>The last lines that a job's newest pod wrote.</summary>
internal sealed class LastLog(IKubernetesApi api)
{
    private const int LimitBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>the lines under a heading, or nothing when no pod left any</returns>
    public async Task<string> ReadAsync(GptTrainingJob job, int lines, CancellationToken cancellationToken)
    {
        var pods = new List<V1Pod>();
        await foreach (var page in api.ListAsync<V1Pod>(job.Metadata.NamespaceProperty, $"gptoperator.io/job={job.Metadata.Name}", cancellationToken))
            pods.AddRange(page.Items);
        if (pods.MaxBy(pod => pod.Metadata.CreationTimestamp) is not { } newest)
            return "";
        try
        {
            var log = await api.GetRawAsync(
                $"api/v1/namespaces/{newest.Metadata.NamespaceProperty}/pods/{newest.Metadata.Name}/log?tailLines={lines}", LimitBytes, Patience, cancellationToken);
            return log.Length == 0 ? "" : $"The last lines of pod {newest.Metadata.Name}:\n{Encoding.UTF8.GetString(log)}";
        }
        catch (KubernetesApiException)
        {
            return ""; // It never ran.
        }
    }
}
