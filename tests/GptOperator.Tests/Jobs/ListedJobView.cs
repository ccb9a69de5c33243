using GptOperator.Crds;
using GptOperator.Jobs;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using k8s;
using k8s.Models;

namespace GptOperator.Tests.Jobs;

/// <summary>A view that is listed anew when the test says so, so that no test has to wait for a watch.</summary>
internal sealed class ListedJobView(IKubernetesApi api, string @namespace) : IJobView
{
    private List<V1Pod> _pods = [];
    private List<V1ConfigMap> _configMaps = [];

    public async Task RefreshAsync() => (_pods, _configMaps) = (await ListAsync<V1Pod>(), await ListAsync<V1ConfigMap>());

    public IReadOnlyList<V1Pod> PodsOf(GptTrainingJob job) => [.. _pods.Where(pod => Ownership.Owns(job, pod.Metadata))];

    public IReadOnlyList<V1ConfigMap> ConfigMapsOf(GptTrainingJob job) => [.. _configMaps.Where(map => Ownership.Owns(job, map.Metadata))];

    public void Saw(GptTrainingJob job) => Assert.Equal(@namespace, job.Metadata.NamespaceProperty);

    public void Saw(V1Pod pod) => _pods = [.. _pods.Where(other => other.Metadata.Name != pod.Metadata.Name), pod];

    public void Saw(V1ConfigMap configMap) => _configMaps = [.. _configMaps.Where(other => other.Metadata.Name != configMap.Metadata.Name), configMap];

    private async Task<List<T>> ListAsync<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var items = new List<T>();
        await foreach (var page in api.ListAsync<T>(@namespace, $"{JobLabels.ManagedBy}={JobLabels.Manager}", CancellationToken.None))
            items.AddRange(page.Items);
        return items;
    }
}
