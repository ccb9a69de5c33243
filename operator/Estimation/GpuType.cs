using System.Collections.Immutable;

namespace GptOperator.Estimation;

/// <summary>A GPU as its maker's data sheet has it.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="MemoryGigabytes">In 10^9 bytes.</param>
/// <param name="Float32Teraflops">Peak of float32 arithmetic, in 10^12 operations a second.</param>
/// <param name="HalfTeraflops">Peak of 16-bit tensor arithmetic without sparsity, in 10^12 operations a second.</param>
internal sealed record GpuType(string Name, double MemoryGigabytes, double Float32Teraflops, double HalfTeraflops)
{
    /// <summary>NVIDIA's data sheets; the SXM variant where there are several.</summary>
    public static ImmutableArray<GpuType> All { get; } =
    [
        new("T4", 16, 8.1, 65),
        new("V100", 32, 15.7, 125),
        new("A10", 24, 31.2, 125),
        new("L4", 24, 30.3, 121),
        new("L40S", 48, 91.6, 362),
        new("RTX 4090", 24, 82.6, 165),
        new("A100", 80, 19.5, 312),
        new("H100", 80, 67, 989),
        new("H200", 141, 67, 989),
        new("B200", 180, 75, 2250),
    ];
}
