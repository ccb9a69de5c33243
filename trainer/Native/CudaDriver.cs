using System.Runtime.InteropServices;
using System.Text;

namespace GptTrainer.Native;

/// <summary>What CUDA's driver knows about the first GPU that this process may see, and TorchSharp does not tell.</summary>
internal static partial class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const int Success = 0;

    /// <summary>As its maker calls it, such as <c>NVIDIA H100 80GB HBM3</c>; null where there is no driver or no GPU.</summary>
    public static string? DeviceName()
    {
        try
        {
            var name = new byte[256];
            if (cuInit(0) != Success || cuDeviceGet(out var device, 0) != Success || cuDeviceGetName(name, name.Length, device) != Success) return null;
            return Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0));
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Bytes of its memory that are in use, by whomever; null where the calling thread has not used it.</summary>
    public static long? UsedBytes()
    {
        try
        {
            return cuMemGetInfo_v2(out var free, out var total) == Success ? (long)(total - free) : null;
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport(Library)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Library)]
    private static partial int cuDeviceGetName([Out] byte[] name, int length, int device);

    [LibraryImport(Library)]
    private static partial int cuMemGetInfo_v2(out nuint free, out nuint total);
}
