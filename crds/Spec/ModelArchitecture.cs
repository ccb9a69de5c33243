using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>A family of transformer models.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelArchitecture>))]
public enum ModelArchitecture
{
    /// <summary>GPT-2: pre-norm LayerNorm, learned positions, GELU.</summary>
    [JsonStringEnumMemberName("gpt2")]
    Gpt2,

    /// <summary>Llama: RMSNorm, rotary positions, SwiGLU, keys and values shared by groups of query heads.</summary>
    [JsonStringEnumMemberName("llama")]
    Llama,
}
