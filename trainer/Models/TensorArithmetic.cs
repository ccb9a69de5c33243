using TorchSharp;
using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>Tensor operations without what TorchSharp's own leave behind.</summary>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1f.ToScalar();

    /// <summary>A sum without the native scalar that TorchSharp's operator makes each time and leaves to a finalizer.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>The tensor in another number format; itself where it has it already.</summary>
    public static Tensor As(this Tensor x, ScalarType type) => x.dtype == type ? x : x.to(type);
}
