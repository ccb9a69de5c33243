using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GptOperator.Crds;
using GptOperator.Crds.Spec;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using GptOperator.Reconciling.PodGroups;
using k8s;
using k8s.Models;

namespace GptOperator.Jobs.PodGroups;

/// <summary>
/// Reads and writes PodGroups of the schedulers that the cluster has. Only jobs that ask for one pay for it, with a list at each look:
/// a cache would need an informer for APIs that most clusters lack.
/// </summary>
internal sealed class PodGroupClient(IKubernetesApi api, TimeProvider time)
{
    /// <summary>How long the cluster's answer, whether it has an API, is believed.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int LimitBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<PodGroupApi, (bool Installed, DateTimeOffset At)> _known = new();

    /// <returns>Null where the job asks for no PodGroup, or the cluster has no such API.</returns>
    public async Task<ObservedPodGroups?> FindAsync(GptTrainingJob job, CancellationToken cancellationToken) => job.Spec.Scheduling.PodGroup switch
    {
        PodGroupApi.Coscheduling when await IsInstalledAsync<CoschedulingPodGroup>(PodGroupApi.Coscheduling, cancellationToken) =>
            new(PodGroupApi.Coscheduling, await ListAsync<CoschedulingPodGroup>(job, cancellationToken)),
        PodGroupApi.Volcano when await IsInstalledAsync<VolcanoPodGroup>(PodGroupApi.Volcano, cancellationToken) =>
            new(PodGroupApi.Volcano, await ListAsync<VolcanoPodGroup>(job, cancellationToken)),
        _ => null,
    };

    /// <summary>A group of that name that is already there is left as it is.</summary>
    public async Task CreateAsync(AttemptPodGroup group, CancellationToken cancellationToken)
    {
        try
        {
            if (group.Api == PodGroupApi.Volcano)
                await api.CreateAsync(new VolcanoPodGroup { Metadata = group.Metadata, Spec = new(group.Members, group.Queue, group.PriorityClassName) }, cancellationToken);
            else
                await api.CreateAsync(new CoschedulingPodGroup { Metadata = group.Metadata, Spec = new(group.Members) }, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.AlreadyExists)
        {
            return;
        }
    }

    public Task DeleteAsync(DeletePodGroup group, string @namespace, CancellationToken cancellationToken) => group.Api == PodGroupApi.Volcano
        ? api.DeleteAsync<VolcanoPodGroup>(group.Name, @namespace, group.Uid, cancellationToken)
        : api.DeleteAsync<CoschedulingPodGroup>(group.Name, @namespace, group.Uid, cancellationToken);

    private async Task<bool> IsInstalledAsync<T>(PodGroupApi kind, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (_known.TryGetValue(kind, out var known) && time.GetUtcNow() < known.At + Believed)
            return known.Installed;
        var installed = await ServesAsync<T>(cancellationToken);
        _known[kind] = (installed, time.GetUtcNow());
        return installed;
    }

    private async Task<bool> ServesAsync<T>(CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var answer = await api.GetRawAsync($"apis/{EntityDefinition<T>.ApiVersion}", LimitBytes, Patience, cancellationToken);
            return JsonNode.Parse(answer)?["resources"]?.AsArray().Any(resource => resource?["name"]?.ToString() == EntityDefinition<T>.Plural) == true;
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<V1ObjectMeta>> ListAsync<T>(GptTrainingJob job, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var found = new List<V1ObjectMeta>();
        await foreach (var page in api.ListAsync<T>(job.Metadata.NamespaceProperty, $"{JobLabels.Job}={job.Metadata.Name}", cancellationToken))
            found.AddRange(page.Items.Select(group => group.Metadata));
        return found;
    }
}
