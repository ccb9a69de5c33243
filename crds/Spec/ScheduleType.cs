using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>A course of the learning rate after its warm-up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleType>))]
public enum ScheduleType
{
    /// <summary>Half a cosine from the peak down to minLearningRate.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,

    /// <summary>A straight line from the peak down to minLearningRate.</summary>
    [JsonStringEnumMemberName("linear")]
    Linear,

    /// <summary>The peak throughout.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>The peak until the last decaySteps, then a straight line down to minLearningRate.</summary>
    [JsonStringEnumMemberName("warmupStableDecay")]
    WarmupStableDecay,
}
