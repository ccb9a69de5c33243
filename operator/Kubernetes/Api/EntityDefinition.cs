using System.Reflection;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Where a kind lives in the API, read once from its <see cref="KubernetesEntityAttribute"/>.</summary>
internal static class EntityDefinition<T>
    where T : IKubernetesObject<V1ObjectMeta>
{
    private static readonly KubernetesEntityAttribute Attribute =
        typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new InvalidOperationException($"{typeof(T)} has no [KubernetesEntity] attribute; add it with Kind, ApiVersion and PluralName.");

    public static string Kind { get; } = Attribute.Kind;

    public static string Plural { get; } = Attribute.PluralName;

    public static string Group { get; } = Attribute.Group ?? "";

    /// <summary>As in an object's <c>apiVersion</c>: <c>v1</c> or <c>group/version</c>.</summary>
    public static string ApiVersion { get; } = Group.Length == 0 ? Attribute.ApiVersion : $"{Group}/{Attribute.ApiVersion}";

    private static readonly string Root = Group.Length == 0 ? $"api/{Attribute.ApiVersion}" : $"apis/{ApiVersion}";

    /// <summary>Path of the collection, relative to the server; all namespaces when <paramref name="namespace"/> is null.</summary>
    public static string CollectionPath(string? @namespace) => string.IsNullOrEmpty(@namespace)
        ? $"{Root}/{Plural}"
        : $"{Root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}";

    public static string ObjectPath(string? @namespace, string name) =>
        $"{CollectionPath(@namespace)}/{Uri.EscapeDataString(name)}";
}
