using System.Text.Json;
using GptOperator.Crds;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;
using GptOperator.Hosting;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using GptOperator.Reconciling.Pods;
using k8s.Models;

namespace GptOperator.Monitoring;

/// <summary>
/// Asks rank 0 of every running job how far it is. A round ends before the next begins, so that no pod is asked twice at once;
/// a pod that does not answer well is asked again in the next round and harms no other.
/// </summary>
/// <param name="pods">Pods that the operator made.</param>
/// <param name="source">The way to a pod.</param>
/// <param name="board">Where the answers go.</param>
/// <param name="moved">Told of each job whose trainer moved.</param>
/// <param name="options">How often and how much.</param>
/// <param name="time">The clock of the answers.</param>
/// <param name="logger">Where failures to get an answer go.</param>
internal sealed partial class ProgressPoller(
    IEntityCache<V1Pod> pods,
    IProgressSource source,
    ProgressBoard board,
    Action<EntityKey> moved,
    ProgressOptions options,
    TimeProvider time,
    ILogger<ProgressPoller> logger) : IPeriodicWork
{
    public TimeSpan Interval => options.Interval;

    /// <summary>One round.</summary>
    public async Task DoOnceAsync(CancellationToken cancellationToken)
    {
        var running = pods.Snapshot().Where(IsAsked).ToList();
        board.Keep(running.Select(pod => pod.Metadata.Uid).ToHashSet());
        await Parallel.ForEachAsync(
            running,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
            async (pod, cancel) => await PollAsync(pod, cancel));
    }

    private async Task PollAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var body = await source.ReadAsync(pod, options, cancellationToken);
            if (JsonSerializer.Deserialize<TrainerProgress>(body, ContractJson.Options) is { } progress && board.Post(pod.Metadata.Uid, progress, time.GetUtcNow()))
                moved(new EntityKey(pod.Metadata.NamespaceProperty, JobLabels.Get(pod.Metadata, JobLabels.Job)!));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // What a pod answers is up to the code in it; none of it may end the polling of the others.
            LogUnanswered(logger, pod.Metadata.NamespaceProperty, pod.Metadata.Name, e.Message.ReplaceLineEndings(" "));
        }
    }

    private static bool IsAsked(V1Pod pod) =>
        JobLabels.Get(pod.Metadata, JobLabels.Rank) == "0"
        && JobLabels.Get(pod.Metadata, JobLabels.Job) is { } job
        && pod.Metadata.OwnerReferences?.Any(owner => owner.Controller == true && owner.Kind == GptTrainingJob.KindName && owner.Name == job) == true
        && pod.Status is { PodIP.Length: > 0 }
        && pod.Status.ContainerStatuses?.Any(status => status.Name == PodBuilder.ContainerName && status.State?.Running is not null) == true;
}
