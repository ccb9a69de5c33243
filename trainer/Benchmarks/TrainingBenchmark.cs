using System.Diagnostics;
using System.Globalization;
using GptOperator.Crds.Presets;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Training;

namespace GptTrainer.Benchmarks;

/// <summary>Times training steps on random tokens, in turn with a peer's when there is one.</summary>
internal static class TrainingBenchmark
{
    private const int WarmUpSteps = 3;
    // OpenBLAS' threads spin for about 30 ms after a product; the other side's step must not pay for that.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var config = PretrainPlan.ConfigOf(ModelPresets.Resolve(options.Model), options.VocabularySize);
        var training = new TrainingOptions { Steps = int.MaxValue, BatchSize = options.BatchSize };
        using var pretraining = new Pretraining(config, training, new RandomTokens(options.VocabularySize), options.Threads, torch: options.Target);
        if (options.Target is not null) TrainingDevice.Configure(options.Precision, deterministic: false);
        for (var i = 0; i < WarmUpSteps; i++) pretraining.RunStep();
        using var peer = options.Peer is null ? null : await PeerProcess.StartAsync(options.Peer, cancellationToken);
        var (ours, theirs, parts) = (new List<double>(), new List<double>(), new Dictionary<StepPart, double>());
        while (ours.Count < options.Steps)
        {
            pretraining.Team.Times.Take();
            var started = Stopwatch.GetTimestamp();
            var done = pretraining.RunSteps(options.Steps - ours.Count).Count;
            ours.AddRange(Enumerable.Repeat(Stopwatch.GetElapsedTime(started).TotalMilliseconds / done, done));
            foreach (var (part, time) in pretraining.Team.Times.Take())
                parts[part] = parts.GetValueOrDefault(part) + time.TotalMilliseconds / options.Steps;
            if (peer is null) continue;
            await Task.Delay(Settling, cancellationToken);
            theirs.Add(await peer.StepAsync(cancellationToken));
            await Task.Delay(Settling, cancellationToken);
        }
        return new BenchmarkResult
        {
            Parameters = GptParameters.Count(config),
            TokensPerStep = (int)pretraining.TokensPerStep,
            PeakFlops = options.PeakFlops ?? TrainingDevice.PeakFlops(options.Target, options.Precision),
            Operations = ModelArithmetic.OperationsPerToken(config, config.ContextLength) * pretraining.TokensPerStep,
            Milliseconds = Median(ours),
            PeerMilliseconds = peer is null ? null : Median(theirs),
            Parts = parts.Where(part => part.Value > 0).ToDictionary(),
            PeakMemory = PeakMemory(),
        };
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[values.Count / 2] + values[(values.Count - 1) / 2]) / 2;
    }

    // The runtime's own peak leaves out memory that it did not hand out itself.
    private static double PeakMemory() => File.Exists("/proc/self/status")
        ? double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(':', 'k')[1], CultureInfo.InvariantCulture) / 1024
        : Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
}
