using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>The body of a list of any kind.</summary>
internal sealed class EntityList<T>
{
    public V1ListMeta? Metadata { get; init; }

    public List<T>? Items { get; init; }
}
