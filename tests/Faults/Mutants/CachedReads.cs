using System.Runtime.CompilerServices;
using GptOperator.Hosting;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer.Selectors;
using k8s;
using k8s.Models;

namespace GptOperator.Faults.Mutants;

/// <summary>Asks the cache where it should ask the API server: a pod that the cache does not show yet is taken for lost.</summary>
internal sealed class CachedReads(OperatorContext context) : ApiDecorator(context.Api)
{
    public override async IAsyncEnumerable<EntityPage<T>> ListAsync<T>(
        string? @namespace, string? labelSelector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (typeof(T) == typeof(V1Pod))
        {
            var selector = LabelSelector.Parse(labelSelector);
            yield return new EntityPage<T>([.. context.Pods.Snapshot().Where(pod => selector.Matches(new Dictionary<string, string>(pod.Metadata.Labels))).Cast<T>()], "0");
            yield break;
        }
        await foreach (var page in base.ListAsync<T>(@namespace, labelSelector, cancellationToken))
            yield return page;
    }

    public override Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class
    {
        var key = new EntityKey(@namespace ?? "", name);
        IKubernetesObject<V1ObjectMeta>? found = null;
        if (typeof(T) == typeof(V1Pod) && context.Pods.TryGet(key, out var pod))
            found = pod;
        else if (typeof(T) == typeof(V1ConfigMap) && context.ConfigMaps.TryGet(key, out var map))
            found = map;
        else if (typeof(T) == typeof(Crds.GptTrainingJob) && context.Jobs.TryGet(key, out var job))
            found = job;
        return Task.FromResult((T?)found);
    }
}
