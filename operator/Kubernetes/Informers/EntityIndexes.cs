using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Ready-made indexes for <see cref="InformerOptions{T}.Indexes"/>.</summary>
internal static class EntityIndexes
{
    public const string OwnerUid = "ownerUid";

    /// <summary>The uid of each owner.</summary>
    public static IEnumerable<string> ByOwnerUid(IKubernetesObject<V1ObjectMeta> entity) =>
        entity.Metadata.OwnerReferences?.Select(o => o.Uid) ?? [];

    /// <summary>The label's value together with the namespace, as made by <see cref="LabelValue"/>.</summary>
    public static Func<IKubernetesObject<V1ObjectMeta>, IEnumerable<string>> ByLabel(string label) => entity =>
        entity.Metadata.Labels?.TryGetValue(label, out var value) == true
            ? [LabelValue(entity.Metadata.NamespaceProperty, value)]
            : [];

    public static string LabelValue(string? @namespace, string value) => $"{@namespace}/{value}";
}
