using System.Globalization;
using GptTrainer.Engine;
using GptTrainer.Models;

namespace GptTrainer.Training;

/// <summary>How many sequences are computed at once.</summary>
internal static class MicroBatchSize
{
    // What is left over serves checkpoints' buffers, the data's pages and the runtime.
    private const double Share = 0.8;

    /// <summary>The most sequences that fit: as few passes as possible, of as equal size as possible.</summary>
    /// <param name="config">The model.</param>
    /// <param name="options">How its passes are computed.</param>
    /// <param name="batchSize">Sequences in a batch.</param>
    /// <param name="availableBytes">Memory for activations.</param>
    public static int Fit(GptConfig config, EngineOptions options, int batchSize, long availableBytes)
    {
        for (var passes = 1; passes < batchSize; passes++)
        {
            var size = (batchSize + passes - 1) / passes;
            if (CpuEngine.ActivationBytes(config, options, size * config.ContextLength) <= availableBytes * Share) return size;
        }
        return 1;
    }

    /// <summary>The most sequences that fit, by trying: a batch, half of it, a quarter, and so on.</summary>
    /// <param name="batchSize">Sequences in a batch.</param>
    /// <param name="fits">Whether a pass over that many has room.</param>
    /// <returns>0 where not even one fits.</returns>
    public static int Largest(int batchSize, Func<int, bool> fits)
    {
        for (var passes = 1; ; passes *= 2)
        {
            var size = (batchSize + passes - 1) / passes;
            if (fits(size)) return size;
            if (size == 1) return 0;
        }
    }

    /// <summary>Memory that this process may still take: the least of what the system has free and what its control group allows.</summary>
    public static long AvailableBytes()
    {
        var system = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        const string Meminfo = "/proc/meminfo";
        if (!File.Exists(Meminfo)) return system;
        var line = File.ReadLines(Meminfo).First(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var free = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        return Math.Min(system, free);
    }
}
