using GptOperator.Benchmark.Cluster;
using GptOperator.Benchmark.FirstPods;

namespace GptOperator.Benchmark.Lifetimes;

/// <summary>One job from its creation to its success, with its pods played.</summary>
internal sealed class Lifetime(ControlPlane plane, ClusterBinaries binaries)
{
    private const string Name = "template";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Longer than the operator's interval between two writes of progress.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);

    /// <summary>The job while it trains.</summary>
    public JobSnapshot Running { get; private set; } = null!;

    /// <summary>The job at its end.</summary>
    public JobSnapshot Finished { get; private set; } = null!;

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var contender = Contender.Operator(binaries);
        await using var controller = contender.Start(plane);
        var before = await RequestCounts.ReadAsync(plane.Api, limit.Token);
        await plane.Api.CreateAsync(contender.Collection, contender.Job(Name), limit.Token);
        foreach (var pod in new[] { $"{Name}-prepare-0-0", $"{Name}-pretrain-0-0" })
        {
            while (!await plane.Api.ExistsAsync($"{Kinds.Pods}/{pod}", limit.Token))
                await Task.Delay(100, limit.Token);
            await Task.Delay(TimeSpan.FromSeconds(2), limit.Token);
            await plane.Api.PatchAsync($"{Kinds.Pods}/{pod}/status", PlayedPod.Running, limit.Token);
            await Task.Delay(Settled, limit.Token);
            Running = await JobSnapshot.TakeAsync(plane.Api, Name, limit.Token);
            await plane.Api.PatchAsync($"{Kinds.Pods}/{pod}/status", PlayedPod.Succeeded, limit.Token);
        }

        while ((string?)(await plane.Api.GetJsonAsync($"{Kinds.GptTrainingJobs}/{Name}", limit.Token))["status"]!["phase"] != "Succeeded")
            await Task.Delay(100, limit.Token);
        await Task.Delay(TimeSpan.FromSeconds(2), limit.Token);
        Print(output, (await RequestCounts.ReadAsync(plane.Api, limit.Token)).Since(before));
        Finished = await JobSnapshot.TakeAsync(plane.Api, Name, limit.Token);
    }

    private static void Print(TextWriter output, RequestCounts counts)
    {
        output.WriteLine("writes of one job that prepares and trains, each stage one pod, its progress once:");
        // The user's and the kubelet's part is the benchmark's own.
        var ours = counts.Writes.Where(count => count.Key is not ("POST", "gpttrainingjobs") and not ("PATCH", "pods/status")).ToList();
        foreach (var ((verb, resource), count) in ours)
            output.WriteLine($"  {verb,-8}{resource,-28}{count,4}");
        output.WriteLine($"  {"in all",-36}{ours.Sum(count => count.Value),4}");
        output.WriteLine();
    }
}
