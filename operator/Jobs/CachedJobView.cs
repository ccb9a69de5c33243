using GptOperator.Crds;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Jobs;

/// <summary>The view that informers keep.</summary>
/// <param name="jobs">All jobs.</param>
/// <param name="pods">Pods that the operator made, with the index <see cref="EntityIndexes.OwnerUid"/>.</param>
/// <param name="configMaps">Config maps that the operator made, with the same index.</param>
internal sealed class CachedJobView(IEntityCache<GptTrainingJob> jobs, IEntityCache<V1Pod> pods, IEntityCache<V1ConfigMap> configMaps) : IJobView
{
    public IReadOnlyList<V1Pod> PodsOf(GptTrainingJob job) => pods.ByIndex(EntityIndexes.OwnerUid, job.Metadata.Uid);

    public IReadOnlyList<V1ConfigMap> ConfigMapsOf(GptTrainingJob job) => configMaps.ByIndex(EntityIndexes.OwnerUid, job.Metadata.Uid);

    public void Saw(GptTrainingJob job) => jobs.Observe(job);

    public void Saw(V1Pod pod) => pods.Observe(pod);

    public void Saw(V1ConfigMap configMap) => configMaps.Observe(configMap);
}
