using TorchSharp;
using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>Sums of tensors without the native scalar that TorchSharp's operator makes each time and leaves to a finalizer.</summary>
internal static class TensorSum
{
    private static readonly Scalar One = 1f.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);
}
