using System.Runtime.InteropServices;

namespace GptTrainer.Engine;

/// <summary>Aligned memory outside the garbage collector's heap.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;
    private readonly Lock growing = new();
    private volatile float* data;
    private long length;

    public NativeBuffer(long length = 0)
    {
        if (length > 0) Grow(length);
    }

    public float* Data => data;

    /// <summary>The memory, grown to at least <paramref name="wanted"/> elements; what it held is lost then. Workers of a team may ask at once for the same length.</summary>
    public float* Reserve(long wanted)
    {
        lock (growing)
        {
            if (length < wanted) Grow(wanted);
        }
        return data;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(data);
        data = null;
        length = 0;
    }

    private void Grow(long wanted)
    {
        NativeMemory.AlignedFree(data);
        data = (float*)NativeMemory.AlignedAlloc(checked((nuint)wanted * sizeof(float)), Alignment);
        length = wanted;
    }
}
