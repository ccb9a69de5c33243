using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>What this machine offers to pods.</summary>
internal static class NodeCapacity
{
    public const string Gpu = "nvidia.com/gpu";
    private const int MaximumPods = 110;

    /// <summary>Processor cores, memory as the garbage collector sees it (cgroup limits included), and GPUs by nvidia-smi.</summary>
    public static IReadOnlyDictionary<string, ResourceQuantity> Detect()
    {
        var capacity = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            ["memory"] = new(string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki")),
            ["pods"] = new(MaximumPods.ToString(CultureInfo.InvariantCulture)),
        };
        if (CountGpus() is var gpus and > 0)
            capacity[Gpu] = new ResourceQuantity(gpus.ToString(CultureInfo.InvariantCulture));
        return capacity;
    }

    private static int CountGpus()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nvidia-smi", "-L") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n').Count(line => line.StartsWith("GPU ", StringComparison.Ordinal));
            process.WaitForExit();
            return process.ExitCode == 0 ? lines : 0;
        }
        catch (Win32Exception)
        {
            return 0; // no driver on this machine
        }
    }
}
