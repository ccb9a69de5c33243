using GptOperator.Crds;
using GptOperator.Jobs.PodGroups;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using GptOperator.Reconciling;
using k8s;
using k8s.Models;

namespace GptOperator.Jobs;

/// <summary>All reading for a plan: the caches first, the API server only where a cache must not be believed.</summary>
internal sealed class JobObserver(
    IKubernetesApi api, IJobView view, PodGroupClient podGroups, ProgressBoard progress, PlannerSettings settings, TimeProvider time)
{
    private readonly PodWarnings _warnings = new(api, time);

    public async Task<Observed> ObserveAsync(GptTrainingJob job, CancellationToken cancellationToken)
    {
        var observed = FromCaches(job) with { PodGroups = await podGroups.FindAsync(job, cancellationToken) };
        if (Planner.FollowsAnAttempt(observed))
            observed = observed with { Pods = await LivePodsAsync(job, cancellationToken) };
        foreach (var name in Planner.DoubtfulEnds(observed))
        {
            // Where the server holds nothing under the name, what the cache last saw of the pod is all that is left of it: how it ended.
            if (await GetPodAsync(observed.Job, name, cancellationToken) is { } pod)
                observed = observed with { Pods = With(observed.Pods, pod, name) };
        }
        return observed with { Warnings = await _warnings.OfAsync(Planner.Unexplained(observed), cancellationToken) };
    }

    /// <summary>The same with the job's pods as the API server itself has them.</summary>
    public async Task<Observed> ObserveLiveAsync(GptTrainingJob job, CancellationToken cancellationToken) =>
        FromCaches(job) with { Pods = await LivePodsAsync(job, cancellationToken) };

    /// <summary>The same with what the API server itself holds under a name, whoever owns it: the cache knew nothing of it.</summary>
    public Task<Observed> LookAgainAsync(Observed observed, PlannedWrite refused, CancellationToken cancellationToken) => refused switch
    {
        CreatePod { Pod.Metadata.Name: var name } => WithPodAsync(observed, name, cancellationToken),
        CreateConfigMap { ConfigMap.Metadata.Name: var name } => WithConfigMapAsync(observed, name, cancellationToken),
        _ => throw new ArgumentException($"{refused.GetType().Name} creates nothing", nameof(refused)),
    };

    private Observed FromCaches(GptTrainingJob job)
    {
        var pods = view.PodsOf(job);
        return new Observed
        {
            Job = job,
            Pods = pods,
            ConfigMaps = view.ConfigMapsOf(job),
            Progress = pods.Select(pod => progress.Find(pod.Metadata.Uid)).OfType<HeardProgress>().MaxBy(heard => heard.AnsweredAt),
            Settings = settings,
            Now = time.GetUtcNow(),
        };
    }

    private async Task<IReadOnlyList<V1Pod>> LivePodsAsync(GptTrainingJob job, CancellationToken cancellationToken)
    {
        var pods = new List<V1Pod>();
        await foreach (var page in api.ListAsync<V1Pod>(job.Metadata.NamespaceProperty, $"{JobLabels.Job}={job.Metadata.Name}", cancellationToken))
            pods.AddRange(page.Items);
        foreach (var pod in pods.Where(pod => Ownership.Owns(job, pod.Metadata)))
            view.Saw(pod);
        return pods;
    }

    private async Task<Observed> WithPodAsync(Observed observed, string name, CancellationToken cancellationToken) =>
        observed with { Pods = With(observed.Pods, await GetPodAsync(observed.Job, name, cancellationToken), name) };

    private async Task<V1Pod?> GetPodAsync(GptTrainingJob job, string name, CancellationToken cancellationToken)
    {
        var pod = await api.GetAsync<V1Pod>(name, job.Metadata.NamespaceProperty, cancellationToken);
        if (pod is not null && Ownership.Owns(job, pod.Metadata))
            view.Saw(pod);
        return pod;
    }

    private async Task<Observed> WithConfigMapAsync(Observed observed, string name, CancellationToken cancellationToken)
    {
        var map = await api.GetAsync<V1ConfigMap>(name, observed.Job.Metadata.NamespaceProperty, cancellationToken);
        if (map is not null && Ownership.Owns(observed.Job, map.Metadata))
            view.Saw(map);
        return observed with { ConfigMaps = With(observed.ConfigMaps, map, name) };
    }

    private static List<T> With<T>(IReadOnlyList<T> known, T? found, string name)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var others = known.Where(other => other.Metadata.Name != name);
        return found is null ? [.. others] : [.. others, found];
    }
}
