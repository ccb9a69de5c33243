using TorchSharp;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>What the device decided about a step, as tensors that the update is computed with.</summary>
/// <param name="GradientScale">float32 (): what gradients are multiplied by first: clipping and the mean over tokens in one</param>
/// <param name="Refused">bool (): whether the step must change nothing</param>
internal readonly record struct StepGate(Tensor GradientScale, Tensor Refused)
{
    /// <summary>float32 (): a number that the update uses, or another that leaves things as they are where it is refused.</summary>
    public Tensor Unless(double value, double whenRefused) =>
        full([], value, ScalarType.Float32, GradientScale.device).masked_fill_(Refused, whenRefused.ToScalar());

    /// <summary>Scales gradients in place. Those of a refused step, which may be no numbers, become 0.</summary>
    public void Scale(Tensor gradients)
    {
        gradients.masked_fill_(Refused, 0.ToScalar());
        gradients.mul_(GradientScale.masked_fill(Refused, 0.ToScalar()));
    }
}
