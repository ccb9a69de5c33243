using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace GptOperator.Jobs.PodGroups;

/// <summary>Volcano's PodGroup, as far as the operator states it.</summary>
[KubernetesEntity(Group = "scheduling.volcano.sh", ApiVersion = "v1beta1", Kind = "PodGroup", PluralName = "podgroups")]
internal sealed class VolcanoPodGroup : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "scheduling.volcano.sh/v1beta1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "PodGroup";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public SpecFields? Spec { get; set; }

    internal sealed record SpecFields(
        [property: JsonPropertyName("minMember")] int MinMember,
        [property: JsonPropertyName("queue"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Queue,
        [property: JsonPropertyName("priorityClassName"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PriorityClassName);
}
