using GptOperator.Crds.Spec;
using k8s.Models;

namespace GptOperator.Reconciling.PodGroups;

/// <summary>The job's PodGroups, in a cluster that has the API that the job asks for.</summary>
/// <param name="Api">The API.</param>
/// <param name="Found">Every PodGroup with the job's label.</param>
internal sealed record ObservedPodGroups(PodGroupApi Api, IReadOnlyList<V1ObjectMeta> Found);
