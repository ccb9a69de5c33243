using System.Globalization;
using GptOperator.Benchmark.Cluster;

namespace GptOperator.Benchmark.FirstPods;

/// <summary>Lets the contenders take turns on one API server, and prints the medians and their ratios.</summary>
internal sealed class FirstPodsReport(ControlPlane plane, ClusterBinaries binaries, TextWriter output)
{
    private static readonly (string Title, Func<RoundResult, double> Of, string Format)[] Figures =
    [
        ("pods/s", static round => round.PodsPerSecond, "0.0"),
        ("p50 s", static round => round.MedianWait, "0.00"),
        ("p95 s", static round => round.LongWait, "0.00"),
        ("peak MiB", static round => round.PeakMemory, "0"),
        ("CPU s", static round => round.Processor, "0.0"),
        ("servers' CPU s", static round => round.ServersProcessor, "0.0"),
        ("requests/job", static round => round.RequestsPerJob, "0.0"),
        ("writes/job", static round => round.WritesPerJob, "0.0"),
    ];

    /// <param name="jobs">created at once in each round</param>
    /// <param name="rounds">of the raised Job controller and the operator each; the default one, whose speed its limits set, has one</param>
    /// <param name="withDefaults">whether the default one runs at all: it takes two minutes for 1,000 jobs</param>
    /// <param name="cancellationToken">ends it early</param>
    public async Task RunAsync(int jobs, int rounds, bool withDefaults, CancellationToken cancellationToken)
    {
        var raised = Contender.JobController(
            "Job controller, raised", binaries, "--kube-api-qps=2000", "--kube-api-burst=4000", "--concurrent-job-syncs=50");
        var ours = Contender.Operator(binaries);
        output.WriteLine($"{jobs} jobs created at once, {rounds} rounds in turn");
        Row("", Figures.Select(figure => figure.Title));
        var results = new Dictionary<Contender, List<RoundResult>> { [raised] = [], [ours] = [] };
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (contender, done) in results)
                done.Add(await RoundAsync(contender, jobs, cancellationToken));
        }

        var (theirs, own) = (RoundResult.MedianOf(results[raised]), RoundResult.MedianOf(results[ours]));
        if (withDefaults)
        {
            var slow = await RoundAsync(Contender.JobController("Job controller, default", binaries), jobs, cancellationToken);
            Row("gpt-operator / default", Ratios(own, slow));
        }

        Row("median, raised", Values(theirs));
        Row("median, gpt-operator", Values(own));
        Row("gpt-operator / raised", Ratios(own, theirs));
        output.WriteLine();
    }

    private async Task<RoundResult> RoundAsync(Contender contender, int jobs, CancellationToken cancellationToken)
    {
        var result = await new Round(plane, contender, jobs).RunAsync(cancellationToken);
        Row(contender.Name, Values(result));
        await CleanUp.RunAsync(plane.Api, cancellationToken);
        return result;
    }

    private static IEnumerable<string> Values(RoundResult result) =>
        Figures.Select(figure => figure.Of(result).ToString(figure.Format, CultureInfo.InvariantCulture));

    private static IEnumerable<string> Ratios(RoundResult ours, RoundResult theirs) =>
        Figures.Select(figure => (figure.Of(ours) / figure.Of(theirs)).ToString("0.00", CultureInfo.InvariantCulture));

    private void Row(string title, IEnumerable<string> cells) =>
        output.WriteLine($"{title,-24}{string.Concat(cells.Zip(Figures, (cell, figure) => cell.PadLeft(Math.Max(9, figure.Title.Length + 2))))}");
}
