using GptOperator.Crds;
using k8s.Models;

namespace GptOperator.Jobs;

/// <summary>The cached objects of a job, and the way back into the caches for what the API server answered.</summary>
internal interface IJobView
{
    IReadOnlyList<V1Pod> PodsOf(GptTrainingJob job);

    IReadOnlyList<V1ConfigMap> ConfigMapsOf(GptTrainingJob job);

    /// <summary>Takes in an answer of the API server ahead of the watch.</summary>
    void Saw(GptTrainingJob job);

    /// <inheritdoc cref="Saw(GptTrainingJob)"/>
    void Saw(V1Pod pod);

    /// <inheritdoc cref="Saw(GptTrainingJob)"/>
    void Saw(V1ConfigMap configMap);
}
