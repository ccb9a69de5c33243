using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace GptOperator.Jobs.PodGroups;

/// <summary>The PodGroup of kubernetes-sigs/scheduler-plugins, as far as the operator states it.</summary>
[KubernetesEntity(Group = "scheduling.x-k8s.io", ApiVersion = "v1alpha1", Kind = "PodGroup", PluralName = "podgroups")]
internal sealed class CoschedulingPodGroup : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "scheduling.x-k8s.io/v1alpha1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "PodGroup";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public SpecFields? Spec { get; set; }

    internal sealed record SpecFields([property: JsonPropertyName("minMember")] int MinMember);
}
