using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>An optimization algorithm.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerType>))]
public enum OptimizerType
{
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    [JsonStringEnumMemberName("adamW")]
    AdamW,

    /// <summary>Muon (Jordan et al., 2024) for the matrices between hidden layers, AdamW for everything else; its updates are scaled so that AdamW's learning rates serve both (Liu et al., 2025).</summary>
    [JsonStringEnumMemberName("muon")]
    Muon,
}
