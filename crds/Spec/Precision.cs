using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>The number format of the model's arithmetic.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>The fastest that trains well on the device at hand: float32 on CPU, and on GPUs float32 whose matrix products round their factors to TF32.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("float32")]
    Float32,
}
