using GptOperator.Crds.Hardware;
using GptOperator.Crds.Spec;

namespace GptOperator.Crds.Tests.Hardware;

public class GpuTypeTests
{
    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3", "H100")]
    [InlineData("NVIDIA A100-SXM4-80GB", "A100")]
    [InlineData("Tesla V100-SXM2-16GB", "V100")]
    [InlineData("Tesla T4", "T4")]
    [InlineData("NVIDIA GeForce RTX 4090", "RTX 4090")]
    [InlineData("NVIDIA L4", "L4")]
    [InlineData("NVIDIA L40S", "L40S")]
    public void A_driver_s_name_finds_its_GPU(string name, string expected) => Assert.Equal(expected, GpuType.Find(name)?.Name);

    [Theory]
    [InlineData("NVIDIA A10G")]
    [InlineData("NVIDIA H100 PCIe")]
    [InlineData("NVIDIA H100 NVL")]
    [InlineData("NVIDIA H100 80GB HBM3 MIG 1g.10gb")]
    [InlineData("NVIDIA GeForce RTX 4090 Laptop GPU")]
    [InlineData("")]
    public void A_GPU_of_another_peak_is_not_taken_for_one_in_the_table(string name) => Assert.Null(GpuType.Find(name));

    [Fact]
    public void The_peak_depends_on_the_precision()
    {
        var gpu = GpuType.Find("NVIDIA H100 80GB HBM3")!;

        Assert.Equal([989e12, 989e12, 494e12, 67e12], new[] { Precision.Auto, Precision.BFloat16, Precision.TensorFloat32, Precision.Float32 }.Select(gpu.PeakFlops));
    }
}
