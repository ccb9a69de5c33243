namespace GptOperator.Benchmark.FirstPods;

/// <summary>What one controller did with one batch of jobs.</summary>
internal sealed record RoundResult
{
    /// <summary>Jobs over the time from the first job's request to the arrival of the last job's pod.</summary>
    public required double PodsPerSecond { get; init; }

    /// <summary>Median over the jobs, from the answer to the job's creation to its pod's arrival in a watch, in seconds.</summary>
    public required double MedianWait { get; init; }

    /// <summary>The same at the 95th percentile.</summary>
    public required double LongWait { get; init; }

    /// <summary>Of the controller, in MiB.</summary>
    public required double PeakMemory { get; init; }

    /// <summary>Of the controller, in seconds.</summary>
    public required double Processor { get; init; }

    /// <summary>Of kube-apiserver and etcd, in seconds, the creation of the jobs included.</summary>
    public required double ServersProcessor { get; init; }

    /// <summary>To the API server for each job, less the job's own creation.</summary>
    public required double RequestsPerJob { get; init; }

    /// <summary>The part of them that writes.</summary>
    public required double WritesPerJob { get; init; }

    /// <summary>Of each figure the median.</summary>
    public static RoundResult MedianOf(IReadOnlyList<RoundResult> rounds) => new()
    {
        PodsPerSecond = Of(rounds, static round => round.PodsPerSecond),
        MedianWait = Of(rounds, static round => round.MedianWait),
        LongWait = Of(rounds, static round => round.LongWait),
        PeakMemory = Of(rounds, static round => round.PeakMemory),
        Processor = Of(rounds, static round => round.Processor),
        ServersProcessor = Of(rounds, static round => round.ServersProcessor),
        RequestsPerJob = Of(rounds, static round => round.RequestsPerJob),
        WritesPerJob = Of(rounds, static round => round.WritesPerJob),
    };

    private static double Of(IReadOnlyList<RoundResult> rounds, Func<RoundResult, double> figure)
    {
        var sorted = rounds.Select(figure).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
