using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>A scheduler's API for pods that are scheduled together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PodGroupApi>))]
public enum PodGroupApi
{
    /// <summary>The coscheduling plugin of kubernetes-sigs/scheduler-plugins: <c>scheduling.x-k8s.io/v1alpha1</c>.</summary>
    Coscheduling,

    /// <summary>Volcano: <c>scheduling.volcano.sh/v1beta1</c>.</summary>
    Volcano,
}
