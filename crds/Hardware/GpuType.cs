using System.Collections.Immutable;
using GptOperator.Crds.Spec;

namespace GptOperator.Crds.Hardware;

/// <summary>A GPU as its maker's data sheet has it.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="MemoryGigabytes">In 10^9 bytes.</param>
/// <param name="Float32Teraflops">Peak of float32 arithmetic, in 10^12 operations a second.</param>
/// <param name="TensorFloat32Teraflops">Peak of TF32 tensor arithmetic without sparsity; of float32 where there is none.</param>
/// <param name="HalfTeraflops">Peak of 16-bit tensor arithmetic without sparsity.</param>
public sealed record GpuType(string Name, double MemoryGigabytes, double Float32Teraflops, double TensorFloat32Teraflops, double HalfTeraflops)
{
    // Variants whose peak is another than that of the GPU that they are named after.
    private static readonly string[] OtherPeaks = ["PCIe", "PCIE", "NVL", "Laptop", "Max-Q", "D", "MIG"];

    /// <summary>NVIDIA's data sheets; the SXM variant where there are several.</summary>
    public static ImmutableArray<GpuType> All { get; } =
    [
        new("T4", 16, 8.1, 8.1, 65),
        new("V100", 32, 15.7, 15.7, 125),
        new("A10", 24, 31.2, 62.5, 125),
        new("L4", 24, 30.3, 60, 121),
        new("L40S", 48, 91.6, 183, 362),
        new("RTX 4090", 24, 82.6, 82.6, 165),
        new("A100", 80, 19.5, 156, 312),
        new("H100", 80, 67, 494, 989),
        new("H200", 141, 67, 494, 989),
        new("B200", 180, 75, 1125, 2250),
    ];

    /// <summary>The GPU that a driver calls that, such as <c>NVIDIA H100 80GB HBM3</c>; null for one that is not in the table.</summary>
    public static GpuType? Find(string deviceName)
    {
        ArgumentNullException.ThrowIfNull(deviceName);
        var words = deviceName.Split(' ', '-');
        if (words.Intersect(OtherPeaks).Any()) return null;
        var spaced = $" {string.Join(' ', words)} ";
        return All.FirstOrDefault(gpu => spaced.Contains($" {gpu.Name} ", StringComparison.Ordinal));
    }

    /// <summary>Its peak in a precision, in operations a second; <see cref="Precision.Auto"/> is bf16 on GPUs.</summary>
    public double PeakFlops(Precision precision) => 1e12 * precision switch
    {
        Precision.Float32 => Float32Teraflops,
        Precision.TensorFloat32 => TensorFloat32Teraflops,
        _ => HalfTeraflops,
    };
}
