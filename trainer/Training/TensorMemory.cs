using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>Access to the memory of contiguous tensors; the caller keeps the tensor alive.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>Where the elements of a float32 tensor of any size begin, which lies in the computer's memory.</summary>
    public static float* Pointer(Tensor tensor)
    {
        // A span of the whole could not be longer than 2 GiB.
        using var first = tensor.view(-1).narrow(0, 0, 1);
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    /// <summary>Copies a float32 tensor of any device.</summary>
    public static void CopyTo(Tensor source, Span<float> target)
    {
        using var gradientFree = no_grad();
        using var host = source.cpu();
        new ReadOnlySpan<float>(Pointer(host), target.Length).CopyTo(target);
    }

    /// <summary>Has a float32 tensor of any device written through a pointer to its elements, all of which are to be written.</summary>
    public static void Write(Tensor target, Action<nint> write)
    {
        if (target.device_type == DeviceType.CPU)
        {
            write((nint)Pointer(target));
            return;
        }
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        var host = zeros_like(target, device: CPU);
        write((nint)Pointer(host));
        target.copy_(host);
    }

    /// <summary>The elements of an int64 tensor.</summary>
    public static Span<long> Integers(Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);

    /// <summary>The one element of a float32 tensor.</summary>
    public static float Scalar(Tensor tensor) => MemoryMarshal.Read<float>(tensor.bytes);
}
