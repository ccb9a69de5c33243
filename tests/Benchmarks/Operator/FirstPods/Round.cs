using System.Collections.Concurrent;
using System.Diagnostics;
using GptOperator.Benchmark.Cluster;

namespace GptOperator.Benchmark.FirstPods;

/// <summary>One controller against one batch of jobs, created at once.</summary>
internal sealed class Round(ControlPlane plane, Contender contender, int jobs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<string, TimeSpan> created = new();
    private readonly ConcurrentDictionary<string, TimeSpan> arrived = new();

    public async Task<RoundResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var controller = contender.Start(plane);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var watching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = WatchPodsAsync(watching, limit.Token);
        await Task.WhenAny(watching.Task, watch);
        // A controller that has made one pod is up: its caches are filled and its connections open.
        await CreateAsync("first", limit.Token);
        await WaitForPodsAsync(1, controller, watch, limit.Token);
        arrived.Clear();
        created.Clear();

        var result = await MeasureAsync(controller, watch, limit.Token);
        await limit.CancelAsync();
        await Task.WhenAny(watch);
        return result;
    }

    private async Task<RoundResult> MeasureAsync(ServerProcess controller, Task watch, CancellationToken cancellationToken)
    {
        var requests = await RequestCounts.ReadAsync(plane.Api, cancellationToken);
        var (processor, servers) = (controller.ProcessorSeconds, ServersProcessor());
        var start = clock.Elapsed;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, jobs),
            new ParallelOptions { MaxDegreeOfParallelism = ApiClient.Parallelism, CancellationToken = cancellationToken },
            async (job, token) => await CreateAsync($"job-{job}", token));
        await WaitForPodsAsync(jobs, controller, watch, cancellationToken);
        var took = arrived.Values.Max() - start;
        // What follows a pod's creation, its events and its job's status, belongs to its cost.
        var made = await SettleAsync(requests, cancellationToken);
        var waits = arrived.Select(pod => Math.Max(0, (pod.Value - created[pod.Key]).TotalSeconds)).Order().ToList();
        return new RoundResult
        {
            PodsPerSecond = jobs / took.TotalSeconds,
            MedianWait = waits[waits.Count / 2],
            LongWait = waits[waits.Count * 95 / 100],
            PeakMemory = controller.PeakMemory / (1024.0 * 1024),
            Processor = controller.ProcessorSeconds - processor,
            ServersProcessor = ServersProcessor() - servers,
            RequestsPerJob = ((double)made.Total / jobs) - 1,
            WritesPerJob = ((double)made.Writes.Sum(count => count.Value) / jobs) - 1,
        };
    }

    private double ServersProcessor() => plane.ApiServer.ProcessorSeconds + plane.Etcd.ProcessorSeconds;

    private async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        await plane.Api.CreateAsync(contender.Collection, contender.Job(name), cancellationToken);
        created[name] = clock.Elapsed;
    }

    private async Task WatchPodsAsync(TaskCompletionSource started, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in plane.Api.WatchAsync(Kinds.Pods, started, cancellationToken))
            {
                if (line.StartsWith("""{"type":"ADDED""", StringComparison.Ordinal))
                    arrived.TryAdd(JsonText.Field(line, "name", after: "\"ownerReferences\""), clock.Elapsed);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task WaitForPodsAsync(int count, ServerProcess controller, Task watch, CancellationToken cancellationToken)
    {
        while (arrived.Count < count)
        {
            controller.EnsureRuns();
            if (watch.IsCompleted)
                throw new InvalidOperationException($"the watch of pods ended after {arrived.Count} of {count}: {watch.Exception?.InnerException?.Message}");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Waits until no more requests come.</summary>
    private async Task<RequestCounts> SettleAsync(RequestCounts before, CancellationToken cancellationToken)
    {
        var made = (await RequestCounts.ReadAsync(plane.Api, cancellationToken)).Since(before);
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            var now = (await RequestCounts.ReadAsync(plane.Api, cancellationToken)).Since(before);
            if (now.Total <= made.Total + 10)
                return now;
            made = now;
        }
    }
}
