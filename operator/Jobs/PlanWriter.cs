using GptOperator.Crds;
using GptOperator.Crds.Status;
using GptOperator.Jobs.PodGroups;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using k8s.Models;

namespace GptOperator.Jobs;

/// <summary>Does a plan's writes, in order; what follows a write that does not succeed is left for the next plan.</summary>
internal sealed class PlanWriter(IKubernetesApi api, IJobView view, PodGroupClient podGroups)
{
    public async Task<WriteOutcome> WriteAsync(GptTrainingJob job, JobPlan plan, CancellationToken cancellationToken)
    {
        var outcome = new WriteOutcome { Job = job };
        foreach (var write in plan.Writes)
        {
            outcome = await WriteAsync(outcome.Job, write, cancellationToken);
            if (outcome is not { Outdated: false, NameHeld: null, Rejection: null })
                break;
        }
        return outcome;
    }

    private async Task<WriteOutcome> WriteAsync(GptTrainingJob job, PlannedWrite write, CancellationToken cancellationToken)
    {
        switch (write)
        {
            case WriteStatus { Status: var status }:
                return await WriteStatusAsync(job, status, cancellationToken);
            case ConfirmRevision:
                return await ConfirmAsync(job, cancellationToken);
            case CreateConfigMap { ConfigMap: var map }:
                return await CreateAsync(job, write, $"config map {map.Metadata.Name}", async () => view.Saw(await api.CreateAsync(map, cancellationToken)));
            case CreatePod { Pod: var pod }:
                return await CreateAsync(job, write, $"pod {pod.Metadata.Name}", async () => view.Saw(await api.CreateAsync(pod, cancellationToken)));
            case CreatePodGroup { Group: var group }:
                return await CreateAsync(job, write, $"PodGroup {group.Metadata.Name}", () => podGroups.CreateAsync(group, cancellationToken));
            case DeletePodGroup group:
                await podGroups.DeleteAsync(group, job.Metadata.NamespaceProperty, cancellationToken);
                break;
            case DeletePod pod:
                await api.DeleteAsync<V1Pod>(pod.Name, job.Metadata.NamespaceProperty, pod.Uid, cancellationToken, resourceVersion: pod.Revision);
                break;
            case DeleteJob ended:
                await api.DeleteAsync<GptTrainingJob>(job.Metadata.Name, job.Metadata.NamespaceProperty, ended.Uid, cancellationToken);
                break;
            case DeleteConfigMap map:
                await api.DeleteAsync<V1ConfigMap>(map.Name, job.Metadata.NamespaceProperty, map.Uid, cancellationToken);
                break;
            default:
                throw new ArgumentException($"{write.GetType().Name} is not known", nameof(write));
        }
        return new WriteOutcome { Job = job };
    }

    /// <summary>Only over the revision that the plan was made from: a stale view must not set the count of attempts back.</summary>
    private async Task<WriteOutcome> WriteStatusAsync(GptTrainingJob job, GptTrainingJobStatus status, CancellationToken cancellationToken)
    {
        try
        {
            var written = await api.ApplyStatusAsync(
                new GptTrainingJob
                {
                    Metadata = new V1ObjectMeta
                    {
                        Name = job.Metadata.Name,
                        NamespaceProperty = job.Metadata.NamespaceProperty,
                        Uid = job.Metadata.Uid,
                        ResourceVersion = job.Metadata.ResourceVersion,
                    },
                    Status = status,
                },
                cancellationToken);
            view.Saw(written);
            return new WriteOutcome { Job = written };
        }
        catch (KubernetesApiException e) when (e.Kind is ApiErrorKind.Conflict or ApiErrorKind.NotFound)
        {
            return new WriteOutcome { Job = job, Outdated = true };
        }
    }

    private async Task<WriteOutcome> ConfirmAsync(GptTrainingJob job, CancellationToken cancellationToken)
    {
        var live = await api.GetAsync<GptTrainingJob>(job.Metadata.Name, job.Metadata.NamespaceProperty, cancellationToken);
        if (live is not null)
            view.Saw(live);
        return new WriteOutcome { Job = job, Outdated = live?.Metadata.ResourceVersion != job.Metadata.ResourceVersion };
    }

    private static async Task<WriteOutcome> CreateAsync(GptTrainingJob job, PlannedWrite write, string name, Func<Task> create)
    {
        try
        {
            await create();
            return new WriteOutcome { Job = job };
        }
        catch (KubernetesApiException e) when (e.Kind == ApiErrorKind.AlreadyExists)
        {
            return new WriteOutcome { Job = job, NameHeld = write };
        }
        catch (KubernetesApiException e) when (e.Kind is ApiErrorKind.Invalid or ApiErrorKind.Forbidden)
        {
            return new WriteOutcome { Job = job, Rejection = new Rejection(name, e.Message, e.IsNamespaceGoing) };
        }
    }
}
