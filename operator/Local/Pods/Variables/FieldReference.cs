using System.Globalization;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>The downward API: a field of the pod or of a container's resources, as text.</summary>
internal static class FieldReference
{
    /// <exception cref="ContainerConfigException">The path names nothing that the downward API offers.</exception>
    public static string Of(V1Pod pod, string path, PodAddresses addresses) => path switch
    {
        "metadata.name" => pod.Name(),
        "metadata.namespace" => pod.Namespace(),
        "metadata.uid" => pod.Uid(),
        "metadata.labels" => Lines(pod.Labels()),
        "metadata.annotations" => Lines(pod.Annotations()),
        "spec.nodeName" => pod.Spec.NodeName ?? "",
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
        "status.podIP" or "status.podIPs" => addresses.PodIp,
        "status.hostIP" or "status.hostIPs" => addresses.HostIp,
        _ when Subscript(path, "metadata.labels") is { } key => pod.Labels()?.TryGetValue(key, out var label) == true ? label : "",
        _ when Subscript(path, "metadata.annotations") is { } key => pod.Annotations()?.TryGetValue(key, out var note) == true ? note : "",
        _ => throw new ContainerConfigException($"unsupported fieldPath: {path}"),
    };

    /// <param name="container">Whose resources are meant; what it leaves open is the node's.</param>
    /// <exception cref="ContainerConfigException">The resource is not one of the downward API's.</exception>
    public static string OfResource(V1Container container, V1ResourceFieldSelector selector, IReadOnlyDictionary<string, ResourceQuantity> node)
    {
        var parts = selector.Resource.Split('.', 2);
        if (parts is not [("limits" or "requests"), ("cpu" or "memory" or "ephemeral-storage")])
            throw new ContainerConfigException($"unsupported resource: {selector.Resource}");

        var limit = container.Resources?.Limits?.GetValueOrDefaultOf(parts[1]);
        var value = parts[0] == "limits"
            ? limit ?? node.GetValueOrDefault(parts[1])?.ToDecimal() ?? 0
            : container.Resources?.Requests?.GetValueOrDefaultOf(parts[1]) ?? limit ?? 0;
        var divisor = selector.Divisor?.ToDecimal() is { } given and not 0 ? given : 1;
        return Math.Ceiling(value / divisor).ToString("0", CultureInfo.InvariantCulture);
    }

    private static decimal? GetValueOrDefaultOf(this IDictionary<string, ResourceQuantity> quantities, string key) =>
        quantities.TryGetValue(key, out var quantity) ? quantity.ToDecimal() : null;

    private static string? Subscript(string path, string map) =>
        path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[(map.Length + 2)..^2]
            : null;

    private static string Lines(IDictionary<string, string>? map) =>
        string.Join('\n', (map ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}=\"{pair.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""));
}
