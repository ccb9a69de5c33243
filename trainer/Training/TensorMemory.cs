using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>Direct access to the memory of contiguous CPU tensors; the caller keeps the tensor alive.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>Where the elements of a float32 tensor of any size begin.</summary>
    public static float* Pointer(Tensor tensor)
    {
        // A span of the whole could not be longer than 2 GiB.
        using var first = tensor.view(-1).narrow(0, 0, 1);
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    /// <summary>The elements of an int64 tensor.</summary>
    public static Span<long> Integers(Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);

    /// <summary>The one element of a float32 tensor.</summary>
    public static float Scalar(Tensor tensor) => MemoryMarshal.Read<float>(tensor.bytes);
}
