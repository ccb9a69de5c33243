using static TorchSharp.torch;

namespace GptTrainer.Engine;

/// <summary>What libtorch is to compute on, and how.</summary>
/// <param name="Device">Where the model's parameters lie.</param>
/// <param name="Arithmetic">The number format of matrix products and attention: float32 or bfloat16.</param>
internal sealed record TorchTarget(Device Device, ScalarType Arithmetic = ScalarType.Float32)
{
    /// <summary>Steps between two readings of what the device measured; null for as many as take about a second.</summary>
    public int? Window { get; init; }
}
