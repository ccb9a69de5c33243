using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>What the model learns to predict.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingObjective>))]
public enum TrainingObjective
{
    /// <summary>The next token from those before it.</summary>
    [JsonStringEnumMemberName("causal")]
    Causal,
}
