using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Names one object of a kind; <see cref="Namespace"/> is empty for cluster-scoped kinds.</summary>
internal readonly record struct EntityKey(string Namespace, string Name)
{
    public static EntityKey Of(IKubernetesObject<V1ObjectMeta> entity) =>
        new(entity.Metadata.NamespaceProperty ?? "", entity.Metadata.Name);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
