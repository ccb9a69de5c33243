using System.Globalization;
using GptOperator.Crds;
using GptOperator.Crds.Hardware;
using GptOperator.Crds.Spec;

namespace GptOperator.Estimation;

/// <summary>An estimate as its reader sees it.</summary>
internal static class EstimateText
{
    private static readonly string[] Units = ["", "K", "M", "G", "T", "P", "E", "Z"];

    public static IEnumerable<string> Lines(GptTrainingJob job, JobEstimate estimate, double utilization)
    {
        yield return $"{job.Metadata.Name}";
        yield return Text($"  parameters       {estimate.Parameters:N0} (vocabulary {estimate.Vocabulary:N0})");
        yield return Text($"  tokens           {estimate.Tokens:N0}");
        yield return $"  training         {Scaled(estimate.Flops)}FLOP, {Scaled(estimate.FlopsPerToken)}FLOP a token";
        yield return Text($"  memory per GPU   {estimate.MemoryGigabytes:F1} GB: {estimate.StateBytes / 1e9:F1} weights, gradients and optimizer, {estimate.ActivationBytes / 1e9:F1} activations");
        yield return Text($"  on {estimate.Gpus} GPU{(estimate.Gpus == 1 ? "" : "s")} in {Format(estimate.Precision)} at {utilization:P0} of the peak:");
        yield return "";
        yield return $"  {"GPU",-10}{"memory",10}{"days",12}{"GPU-hours",14}";
        foreach (var gpu in GpuType.All)
        {
            var hours = estimate.GpuHours(gpu, utilization);
            var fits = estimate.MemoryGigabytes <= gpu.MemoryGigabytes ? "" : "   does not fit";
            yield return Text($"  {gpu.Name,-10}{gpu.MemoryGigabytes,7:F0} GB{Short(hours / 24 / estimate.Gpus),12}{Short(hours),14}{fits}");
        }
    }

    private static string Format(Precision precision) => precision switch
    {
        Precision.Float32 => "float32",
        Precision.TensorFloat32 => "TF32",
        _ => "16 bits",
    };

    /// <summary>Three digits and a unit's prefix, such as <c>1.23 P</c>.</summary>
    private static string Scaled(double value)
    {
        var unit = 0;
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
            value /= 1000;
        return Text($"{value:G3} {Units[unit]}");
    }

    private static string Short(double value) => value switch
    {
        < 0.01 => "<0.01",
        < 100 => value.ToString("F2", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
