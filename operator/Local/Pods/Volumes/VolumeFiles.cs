using System.Text;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>The files of config map, secret, downward API and projected volumes: contents by relative path.</summary>
internal sealed class VolumeFiles(V1Pod pod, PodAddresses addresses, IReadOnlyDictionary<string, ResourceQuantity> node, IReferencedObjects objects)
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    public Task AddAsync(V1Volume volume, CancellationToken cancellationToken) => volume switch
    {
        { ConfigMap: { } map } => AddConfigMapAsync(map.Name, map.Items, map.Optional, cancellationToken),
        { Secret: { } secret } => AddSecretAsync(secret.SecretName, secret.Items, secret.Optional, cancellationToken),
        { DownwardAPI: { } fields } => AddFields(fields.Items),
        { Projected: { } projected } => AddProjectedAsync(projected, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task AddProjectedAsync(V1ProjectedVolumeSource projected, CancellationToken cancellationToken)
    {
        foreach (var source in projected.Sources ?? [])
        {
            await (source switch
            {
                { ConfigMap: { } map } => AddConfigMapAsync(map.Name, map.Items, map.Optional, cancellationToken),
                { Secret: { } secret } => AddSecretAsync(secret.Name, secret.Items, secret.Optional, cancellationToken),
                { DownwardAPI: { } fields } => AddFields(fields.Items),
                _ => throw new ContainerConfigException("the local cluster projects configMap, secret and downwardAPI sources only"),
            });
        }
    }

    private async Task AddConfigMapAsync(string name, IList<V1KeyToPath>? items, bool? optional, CancellationToken cancellationToken)
    {
        var map = await objects.ConfigMapAsync(name, cancellationToken);
        if (map is null && optional != true)
            throw new ContainerConfigException($"configmap \"{name}\" not found");
        var text = map?.Data?.Select(pair => KeyValuePair.Create(pair.Key, Encoding.UTF8.GetBytes(pair.Value))) ?? [];
        AddItems(text.Concat(map?.BinaryData ?? new Dictionary<string, byte[]>()), items, optional);
    }

    private async Task AddSecretAsync(string name, IList<V1KeyToPath>? items, bool? optional, CancellationToken cancellationToken)
    {
        var secret = await objects.SecretAsync(name, cancellationToken);
        if (secret is null && optional != true)
            throw new ContainerConfigException($"secret \"{name}\" not found");
        AddItems(secret?.Data ?? new Dictionary<string, byte[]>(), items, optional);
    }

    private void AddItems(IEnumerable<KeyValuePair<string, byte[]>> data, IList<V1KeyToPath>? items, bool? optional)
    {
        var all = data.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, path) in items?.Select(item => (item.Key, item.Path)) ?? all.Keys.Select(key => (key, key)))
        {
            if (all.TryGetValue(key, out var content))
                _files[path] = content;
            else if (optional != true)
                throw new ContainerConfigException($"references non-existent config key: {key}");
        }
    }

    private Task AddFields(IList<V1DownwardAPIVolumeFile>? items)
    {
        foreach (var item in items ?? [])
        {
            var text = item.FieldRef is { } field
                ? FieldReference.Of(pod, field.FieldPath, addresses)
                : FieldReference.OfResource(pod.Spec.Containers.First(container => container.Name == item.ResourceFieldRef.ContainerName), item.ResourceFieldRef, node);
            _files[item.Path] = Encoding.UTF8.GetBytes(text);
        }

        return Task.CompletedTask;
    }
}
