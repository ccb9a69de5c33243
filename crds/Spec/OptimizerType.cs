using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>An optimization algorithm.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerType>))]
public enum OptimizerType
{
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    [JsonStringEnumMemberName("adamW")]
    AdamW,
}
