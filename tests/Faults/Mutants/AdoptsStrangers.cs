using GptOperator.Hosting;
using GptOperator.Kubernetes;
using GptOperator.Reconciling;
using k8s.Models;

namespace GptOperator.Faults.Mutants;

/// <summary>Takes a pod under the job's name for the job's own, whoever owns it: the check of the owner's uid is missing.</summary>
internal sealed class AdoptsStrangers(OperatorContext context) : ApiDecorator(context.Api)
{
    public override async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class
    {
        var found = await base.GetAsync<T>(name, @namespace, cancellationToken);
        if (found is V1Pod pod && JobLabels.Get(pod.Metadata, JobLabels.Job) is { } owner
            && context.Jobs.TryGet(new EntityKey(@namespace!, owner), out var job))
        {
            var place = name[(owner.Length + 1)..].Split('-');
            pod.Metadata.OwnerReferences = [Ownership.Of(job)];
            pod.Metadata.Labels = JobLabels.OfPod(job, place[0], int.Parse(place[1], null), int.Parse(place[2], null));
        }
        return found;
    }
}
