using System.Globalization;
using GptOperator.Benchmark.Cluster;
using GptOperator.Benchmark.FirstPods;
using GptOperator.Benchmark.Lifetimes;

namespace GptOperator.Benchmark.SteadyState;

/// <summary>What the operator takes when nothing happens to many jobs. Their pods and config maps are there, those of the finished ones too.</summary>
internal sealed class SteadyStateReport(ControlPlane plane, ClusterBinaries binaries, TextWriter output)
{
    /// <summary>From the start: lists are read, every job is looked at once, and every trainer is asked at least twice.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    /// <param name="lifetime">gives the jobs that are copied</param>
    /// <param name="finished">jobs that have succeeded</param>
    /// <param name="running">jobs that train, whose trainers answer and stand still</param>
    /// <param name="window">how long the operator is looked at</param>
    /// <param name="cancellationToken">ends it early</param>
    public async Task RunAsync(Lifetime lifetime, int finished, int running, TimeSpan window, CancellationToken cancellationToken)
    {
        await CloneAsync(lifetime.Finished, "finished", finished, cancellationToken);
        await CloneAsync(lifetime.Running, "running", running, cancellationToken);
        var before = await RequestCounts.ReadAsync(plane.Api, cancellationToken);
        await using var controller = Contender.Operator(binaries).Start(plane);
        await Task.Delay(WarmUp, cancellationToken);
        controller.EnsureRuns();
        var (settled, processor) = (await RequestCounts.ReadAsync(plane.Api, cancellationToken), controller.ProcessorSeconds);
        await Task.Delay(window, cancellationToken);
        var load = (controller.ProcessorSeconds - processor) / window.TotalSeconds;
        var after = await RequestCounts.ReadAsync(plane.Api, cancellationToken);
        output.WriteLine($"{finished} finished and {running} running jobs, looked at for {window.TotalSeconds:0} s after a start and {WarmUp.TotalSeconds:0} s:");
        Line("resident memory", $"{Mebibytes(controller.Memory)} MiB, at most {Mebibytes(controller.PeakMemory)} MiB");
        Line("processor", string.Create(CultureInfo.InvariantCulture, $"{load:P1} of a core ({processor:0.0} s for the start)"));
        Line("writes at the start", $"{settled.Since(before).Writes.Sum(count => count.Value)}");
        Line("writes since", $"{after.Since(settled).Writes.Sum(count => count.Value)}");
        Line("requests since", $"{after.Since(settled).Total}");
    }

    private static string Mebibytes(long bytes) => (bytes >> 20).ToString(CultureInfo.InvariantCulture);

    private Task CloneAsync(JobSnapshot snapshot, string prefix, int count, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = ApiClient.Parallelism, CancellationToken = cancellationToken },
        async (job, token) => await snapshot.CloneAsync(plane.Api, $"{prefix}-{job}", token));

    private void Line(string title, string value) => output.WriteLine($"  {title,-24}{value}");
}
