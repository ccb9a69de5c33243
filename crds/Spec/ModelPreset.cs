using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>A named model shape; <see cref="Presets.ModelPresets"/> has the numbers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelPreset>))]
public enum ModelPreset
{
    [JsonStringEnumMemberName("nano")]
    Nano,

    [JsonStringEnumMemberName("micro")]
    Micro,

    [JsonStringEnumMemberName("small")]
    Small,

    [JsonStringEnumMemberName("medium")]
    Medium,

    [JsonStringEnumMemberName("large")]
    Large,

    [JsonStringEnumMemberName("xl")]
    Xl,
}
