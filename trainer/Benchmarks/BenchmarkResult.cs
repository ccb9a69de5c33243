using System.Globalization;
using System.Text;
using GptTrainer.Engine;

namespace GptTrainer.Benchmarks;

/// <summary>What a benchmark measured.</summary>
internal sealed record BenchmarkResult
{
    public required long Parameters { get; init; }

    public required int TokensPerStep { get; init; }

    /// <summary>Floating-point operations of a step, forward and backward.</summary>
    public required double Operations { get; init; }

    /// <summary>Peak of the device's arithmetic, in operations a second; null where it is not known.</summary>
    public double? PeakFlops { get; init; }

    /// <summary>Median milliseconds of a step.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>The same of the peer, timed in turn with ours; null without one.</summary>
    public double? PeerMilliseconds { get; init; }

    /// <summary>Mean milliseconds of a step that each part took.</summary>
    public required IReadOnlyDictionary<StepPart, double> Parts { get; init; }

    /// <summary>Most memory that the process held, in MiB.</summary>
    public required double PeakMemory { get; init; }

    public string ToText()
    {
        var text = new StringBuilder();
        Line("parameters", $"{Parameters:N0}");
        Line("tokens a step", $"{TokensPerStep:N0}");
        Line("step", $"{Milliseconds:F2} ms (median)");
        Line("tokens/s", $"{TokensPerStep / Milliseconds * 1000:N0}");
        Line("arithmetic", $"{Operations / Milliseconds / 1e6:F1} GFLOP/s");
        if (PeakFlops is { } peak) Line("MFU", $"{Operations / Milliseconds * 1000 / peak:P1} of {peak / 1e12:G4} TFLOP/s");
        Line("peak memory", $"{PeakMemory:N0} MiB");
        foreach (var (part, milliseconds) in Parts.OrderByDescending(part => part.Value))
            Line($"  {part.ToString().ToLowerInvariant()}", $"{milliseconds:F2} ms");
        if (PeerMilliseconds is { } peer) Line("peer", $"{peer:F2} ms (median); {peer / Milliseconds:F2} times ours");
        return text.ToString().TrimEnd();

        void Line(string name, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"{name,-15} {value.ToString(CultureInfo.InvariantCulture)}\n");
    }
}
