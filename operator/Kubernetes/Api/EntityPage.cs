using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>One page of a list. Every page of one list has the same <see cref="ResourceVersion"/>: a watch may start there.</summary>
internal sealed record EntityPage<T>(IReadOnlyList<T> Items, string ResourceVersion)
    where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What is wrong with each object that its type cannot hold, as one written by a later version; such objects are left out.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];
}
