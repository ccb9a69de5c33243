using System.Text;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Resolves <c>envFrom</c> and <c>env</c> of one container, in the order and with the words of the kubelet.</summary>
internal sealed class ContainerEnvironment(
    V1Pod pod,
    PodAddresses addresses,
    IReadOnlyDictionary<string, ResourceQuantity> node,
    IReferencedObjects objects)
{
    /// <exception cref="ContainerConfigException">Something that is not optional is missing.</exception>
    public async Task<Dictionary<string, string>> ResolveAsync(V1Container container, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (key, value) in await ReadSourceAsync(source, cancellationToken))
                result[source.Prefix + key] = value;
        }

        foreach (var variable in container.Env ?? [])
        {
            var value = variable.ValueFrom is null
                ? VariableExpansion.Expand(variable.Value ?? "", result)
                : await ReadReferenceAsync(container, variable.ValueFrom, cancellationToken);
            if (value is not null)
                result[variable.Name] = value;
        }

        return result;
    }

    private async Task<IEnumerable<KeyValuePair<string, string>>> ReadSourceAsync(V1EnvFromSource source, CancellationToken cancellationToken)
    {
        if (source.ConfigMapRef is { } map)
            return await ConfigMapAsync(map.Name, map.Optional, cancellationToken) ?? [];
        if (source.SecretRef is { } secret)
            return await SecretAsync(secret.Name, secret.Optional, cancellationToken) ?? [];
        return [];
    }

    private async Task<string?> ReadReferenceAsync(V1Container container, V1EnvVarSource source, CancellationToken cancellationToken)
    {
        if (source.FieldRef is { } field)
            return FieldReference.Of(pod, field.FieldPath, addresses);
        if (source.ResourceFieldRef is { } resource)
            return FieldReference.OfResource(Named(resource.ContainerName) ?? container, resource, node);
        if (source.ConfigMapKeyRef is { } map)
            return Pick(await ConfigMapAsync(map.Name, map.Optional, cancellationToken), map.Key, map.Optional, $"ConfigMap {pod.Namespace()}/{map.Name}");
        if (source.SecretKeyRef is { } secret)
            return Pick(await SecretAsync(secret.Name, secret.Optional, cancellationToken), secret.Key, secret.Optional, $"Secret {pod.Namespace()}/{secret.Name}");
        return null;
    }

    private V1Container? Named(string? name) =>
        pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).FirstOrDefault(container => container.Name == name);

    private async Task<Dictionary<string, string>?> ConfigMapAsync(string name, bool? optional, CancellationToken cancellationToken)
    {
        var map = await objects.ConfigMapAsync(name, cancellationToken);
        if (map is null && optional != true)
            throw new ContainerConfigException($"configmap \"{name}\" not found");
        return map?.Data is { } data ? new Dictionary<string, string>(data, StringComparer.Ordinal) : [];
    }

    private async Task<Dictionary<string, string>?> SecretAsync(string name, bool? optional, CancellationToken cancellationToken)
    {
        var secret = await objects.SecretAsync(name, cancellationToken);
        if (secret is null && optional != true)
            throw new ContainerConfigException($"secret \"{name}\" not found");
        return secret?.Data?.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal) ?? [];
    }

    private static string? Pick(Dictionary<string, string>? data, string key, bool? optional, string owner)
    {
        if (data?.TryGetValue(key, out var value) == true)
            return value;
        return optional == true ? null : throw new ContainerConfigException($"couldn't find key {key} in {owner}");
    }
}
