namespace GptOperator.Benchmark.Cluster;

/// <summary>Empties the namespace while no controller runs, so that each begins with the same server.</summary>
internal static class CleanUp
{
    public static async Task RunAsync(ApiClient api, CancellationToken cancellationToken)
    {
        foreach (var kind in new[] { Kinds.Jobs, Kinds.GptTrainingJobs, Kinds.Pods, Kinds.ConfigMaps, Kinds.Events })
            await api.DeleteAsync($"{kind}?gracePeriodSeconds=0&propagationPolicy=Background", cancellationToken);
        var held = new List<string>();
        await foreach (var pod in api.ListAsync(Kinds.Pods, cancellationToken))
            held.Add((string)pod["metadata"]!["name"]!);
        // The Job controller's pods wait for a controller that is gone.
        await Parallel.ForEachAsync(
            held,
            new ParallelOptions { MaxDegreeOfParallelism = ApiClient.Parallelism, CancellationToken = cancellationToken },
            async (pod, token) => await api.PatchAsync($"{Kinds.Pods}/{pod}", """{"metadata": {"finalizers": null}}""", token));
    }
}
