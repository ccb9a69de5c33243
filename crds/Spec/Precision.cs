using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>The number format of the model's arithmetic. Weights, gradients and the optimizer's state are float32 in each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>The fastest that trains well on the device at hand: fp32 on CPU, bf16 on GPUs.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>float32 throughout.</summary>
    [JsonStringEnumMemberName("fp32")]
    Float32,

    /// <summary>float32, but matrix products round their factors to TF32's 10 bits of fraction. GPUs only.</summary>
    [JsonStringEnumMemberName("tf32")]
    TensorFloat32,

    /// <summary>Matrix products and attention in bfloat16; norms, the residual stream, softmax and loss in float32. GPUs only.</summary>
    [JsonStringEnumMemberName("bf16")]
    BFloat16,
}
