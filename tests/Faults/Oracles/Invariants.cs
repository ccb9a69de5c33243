using System.Collections.Concurrent;
using System.Text.Json;
using GptOperator.Crds;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptOperator.Faults.Simulation;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer.Storage;
using GptOperator.Reconciling;
using GptOperator.Reconciling.Attempts;
using k8s.Models;

namespace GptOperator.Faults.Oracles;

/// <summary>What holds after every single write, whoever made it. Each is checked against the API server's objects, never against a cache.</summary>
internal sealed class Invariants : IDisposable
{
    private const string PodKey = "/pods";
    private const string JobKey = $"{GptTrainingJob.Group}/{GptTrainingJob.PluralName}";

    private readonly SimulatedCluster _cluster;
    private readonly ConcurrentQueue<(string Key, WatchEvent Change)> _unchecked = new();
    private readonly Dictionary<string, V1Pod> _pods = [];
    private readonly Dictionary<string, (GptTrainingJob Job, int LargestLimit)> _jobs = [];

    public Invariants(SimulatedCluster cluster)
    {
        _cluster = cluster;
        cluster.Store.Committed += OnCommitted;
    }

    public void Dispose() => _cluster.Store.Committed -= OnCommitted;

    /// <exception cref="HarnessException">One did not hold.</exception>
    public void Check()
    {
        while (_unchecked.TryDequeue(out var next))
        {
            if (next.Key == JobKey)
                CheckJob(next.Change);
            else if (next.Key == PodKey)
                CheckPod(next.Change);
        }
    }

    private void OnCommitted(string key, WatchEvent change)
    {
        if (change.Object.Namespace == _cluster.Namespace)
            _unchecked.Enqueue((key, change));
    }

    private void CheckJob(WatchEvent change)
    {
        if (change.Kind == WatchEventKind.Deleted)
        {
            _jobs.Remove(change.Object.Uid);
            return;
        }
        var job = Read<GptTrainingJob>(change.Object);
        var known = _jobs.GetValueOrDefault(job.Metadata.Uid);
        var limit = Math.Max(known.LargestLimit, job.Spec.Retry.Limit);
        Require(job.Status?.Restarts is not { } restarts || restarts <= limit, $"{job.Status?.Restarts} restarts, but the limit was never above {limit}");
        // A status that a user cleared is no step of the operator's.
        if (known.Job?.Status is { } before && job.Status is { } after)
            CheckForward(before, after);
        _jobs[job.Metadata.Uid] = (job, limit);
    }

    private static void CheckForward(GptTrainingJobStatus before, GptTrainingJobStatus after)
    {
        Require(after.Restarts >= before.Restarts, "restarts went back");
        Require(before.CompletionTime is null || after.CompletionTime == before.CompletionTime, "a finished job went on");
        foreach (var was in before.Stages ?? [])
        {
            var now = after.Stages?.FirstOrDefault(stage => stage.Name == was.Name);
            Require(now is not null, $"stage {was.Name} is gone from the status");
            Require(now!.Attempt >= was.Attempt, $"the attempt of {was.Name} went back");
            Require(now.Phase >= was.Phase, $"the phase of {was.Name} went back");
        }
    }

    private void CheckPod(WatchEvent change)
    {
        var pod = Read<V1Pod>(change.Object);
        var before = _pods.GetValueOrDefault(pod.Metadata.Uid);
        if (change.Kind == WatchEventKind.Deleted)
            _pods.Remove(pod.Metadata.Uid);
        else
            _pods[pod.Metadata.Uid] = pod;
        if (JobOf(pod) is not { } job)
            return;
        if (before is null)
            CheckCreation(job, pod);
        else if (IsDeletionBy(before, change, pod))
            CheckDeletion(job, before);
        var alive = _pods.Values.Where(other => JobOf(other) == job && MayRun(other)).Select(AttemptOf).Distinct().Order().ToList();
        Require(alive.Count <= 1, $"pods of two attempts are alive: {string.Join(", ", alive)}");
    }

    /// <summary>The status is written before the pods, so at each pod's creation it names the pod's attempt.</summary>
    private void CheckCreation(GptTrainingJob job, V1Pod pod)
    {
        var (stage, attempt) = AttemptOf(pod);
        var current = Current(job);
        // What removes a deleted job's storage is no stage of its status.
        if (stage == StageNames.Delete)
            return;
        Require(current is { Phase: StagePhase.Running } && current.Name == stage && current.Attempt == attempt, $"pod {pod.Metadata.Name} was created, but the status names attempt {current?.Attempt} of stage {current?.Name}");
        var twin = _pods.Values.FirstOrDefault(other => other != pod && JobOf(other) == job && AttemptOf(other) == (stage, attempt) && Rank(other) == Rank(pod));
        Require(twin is null, $"pods {twin?.Metadata.Name} and {pod.Metadata.Name} are both rank {Rank(pod)} of attempt {attempt} of stage {stage}");
        Require(job.Metadata.DeletionTimestamp is null, $"pod {pod.Metadata.Name} was created for a job that is being deleted");
    }

    /// <summary>The attempt that the status names is let run until one of its pods has ended.</summary>
    private void CheckDeletion(GptTrainingJob job, V1Pod pod)
    {
        var current = Current(job);
        var wanted = job.Metadata.DeletionTimestamp is null
            && job.Status?.CompletionTime is null
            && current is { Phase: StagePhase.Running }
            && AttemptOf(pod) == (current.Name, current.Attempt)
            && MayRun(pod)
            && !_cluster.IsUserDeleted(pod.Metadata.Uid);
        Require(!wanted, $"the healthy pod {pod.Metadata.Name} was deleted");
    }

    private static bool IsDeletionBy(V1Pod before, WatchEvent change, V1Pod pod) =>
        before.Metadata.DeletionTimestamp is null && (change.Kind == WatchEventKind.Deleted || pod.Metadata.DeletionTimestamp is not null);

    private GptTrainingJob? JobOf(V1Pod pod) =>
        pod.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true) is { } owner ? _jobs.GetValueOrDefault(owner.Uid).Job : null;

    private bool MayRun(V1Pod pod) =>
        pod.Status?.Phase is not ("Succeeded" or "Failed") && !RankPod.IsLost(pod, _cluster.Time.GetUtcNow());

    private static StageStatus? Current(GptTrainingJob job) => job.Status?.Stages?.FirstOrDefault(stage => stage.Phase != StagePhase.Succeeded);

    private static (string? Stage, long? Attempt) AttemptOf(V1Pod pod) =>
        (JobLabels.Get(pod.Metadata, JobLabels.Stage), JobLabels.GetNumber(pod.Metadata, JobLabels.Attempt));

    private static string? Rank(V1Pod pod) => JobLabels.Get(pod.Metadata, JobLabels.Rank);

    private static T Read<T>(StoredObject stored) => JsonSerializer.Deserialize<T>(stored.Utf8.Span, EntityJson.Options)!;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new HarnessException(otherwise);
    }
}
