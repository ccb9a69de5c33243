using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

internal sealed record InformerOptions<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Empty for all namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public string? LabelSelector { get; init; }

    /// <summary>Drops what nobody reads before an object is kept; may change the object it is given.</summary>
    public Action<T>? Trim { get; init; }

    /// <summary>By name: the values under which an object is found with <see cref="IEntityCache{T}.ByIndex"/>.</summary>
    public IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexes { get; init; } =
        new Dictionary<string, Func<T, IEnumerable<string>>>();
}
