using System.Diagnostics.CodeAnalysis;
using GptOperator.Kubernetes;
using k8s.Models;

namespace GptOperator.Tests.Monitoring;

/// <summary>A cache that always holds the same pods.</summary>
internal sealed class FixedPods(params V1Pod[] pods) : IEntityCache<V1Pod>
{
    public int Count => pods.Length;

    public bool TryGet(EntityKey key, [NotNullWhen(true)] out V1Pod? entity)
    {
        entity = pods.FirstOrDefault(pod => EntityKey.Of(pod) == key);
        return entity is not null;
    }

    public IReadOnlyList<V1Pod> ByIndex(string index, string value) => throw new NotSupportedException("polling takes all pods");

    public IReadOnlyList<V1Pod> Snapshot() => pods;

    public void Observe(V1Pod entity) => throw new NotSupportedException("polling writes nothing");
}
