using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>
/// What the models of the built-in kinds do not carry: list keys, merge keys, atomic maps and required fields,
/// as in the Kubernetes API reference (its patch strategies and the markers of its OpenAPI document).
/// </summary>
internal static class BuiltInMerging
{
    private static readonly string[] Merge = ["merge"];
    private static readonly string[] MergeRetainingKeys = ["merge", "retainKeys"];

    /// <summary>Structures that server-side apply owns as a whole.</summary>
    public static FrozenSet<string> AtomicTypes { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "V1LabelSelector", "V1ObjectReference", "V1LocalObjectReference", "V1TypedLocalObjectReference", "V1NodeSelector",
        "V1NodeSelectorTerm", "V1SecretKeySelector", "V1ConfigMapKeySelector", "V1ObjectFieldSelector", "V1ResourceFieldSelector",
        "V1SecretReference", "V1OwnerReference", "V1TopologySelectorTerm", "V1ScopeSelector", "V1EndpointAddress",
        "Corev1EndpointPort", "V1RoleRef", "V1Subject", "RbacV1Subject", "V1CrossVersionObjectReference", "V1NonResourcePolicyRule",
        "V1ConfigMapNodeConfigSource", "V1IngressServiceBackend");

    public static FrozenDictionary<string, string[]> Required { get; } = new Dictionary<string, string[]>
    {
        ["V1PodSpec"] = ["containers"],
        ["V1Container"] = ["name"],
        ["V1EphemeralContainer"] = ["name"],
        ["V1ContainerPort"] = ["containerPort"],
        ["V1EnvVar"] = ["name"],
        ["V1Volume"] = ["name"],
        ["V1VolumeMount"] = ["name", "mountPath"],
        ["V1ServicePort"] = ["port"],
        ["V1OwnerReference"] = ["apiVersion", "kind", "name", "uid"],
        ["V1DeploymentSpec"] = ["selector", "template"],
        ["V1StatefulSetSpec"] = ["selector", "template"],
        ["V1DaemonSetSpec"] = ["selector", "template"],
        ["V1ReplicaSetSpec"] = ["selector"],
        ["V1JobSpec"] = ["template"],
        ["V1CustomResourceDefinition"] = ["spec"],
        ["V1CustomResourceDefinitionSpec"] = ["group", "names", "scope", "versions"],
        ["V1CustomResourceDefinitionNames"] = ["kind", "plural"],
        ["V1CustomResourceDefinitionVersion"] = ["name", "served", "storage"],
        ["Corev1Event"] = ["involvedObject", "metadata"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Model and field: list-map keys of server-side apply, the first of which is the strategic merge key.
    private static readonly FrozenDictionary<string, string[]> Keyed = new Dictionary<string, string[]>
    {
        ["V1PodSpec.containers"] = ["name"],
        ["V1PodSpec.initContainers"] = ["name"],
        ["V1PodSpec.ephemeralContainers"] = ["name"],
        ["V1PodSpec.volumes"] = ["name"],
        ["V1PodSpec.imagePullSecrets"] = ["name"],
        ["V1PodSpec.hostAliases"] = ["ip"],
        ["V1PodSpec.topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["V1PodSpec.schedulingGates"] = ["name"],
        ["V1PodSpec.resourceClaims"] = ["name"],
        ["V1Container.ports"] = ["containerPort", "protocol"],
        ["V1Container.env"] = ["name"],
        ["V1Container.volumeMounts"] = ["mountPath"],
        ["V1Container.volumeDevices"] = ["devicePath"],
        ["V1EphemeralContainer.ports"] = ["containerPort", "protocol"],
        ["V1EphemeralContainer.env"] = ["name"],
        ["V1EphemeralContainer.volumeMounts"] = ["mountPath"],
        ["V1EphemeralContainer.volumeDevices"] = ["devicePath"],
        ["V1ObjectMeta.ownerReferences"] = ["uid"],
        ["V1ServiceSpec.ports"] = ["port", "protocol"],
        ["V1ServiceAccount.secrets"] = ["name"],
        ["V1PodStatus.podIPs"] = ["ip"],
        ["V1PodStatus.resourceClaimStatuses"] = ["name"],
        ["V1ContainerStatus.volumeMounts"] = ["mountPath"],
        ["V1NodeStatus.addresses"] = ["type"],
        ["V1JSONSchemaProps.x-kubernetes-validations"] = ["rule"],
        ["V1ValidatingWebhookConfiguration.webhooks"] = ["name"],
        ["V1MutatingWebhookConfiguration.webhooks"] = ["name"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Keyed for server-side apply, replaced by a strategic merge patch.
    private static readonly FrozenDictionary<string, string[]> KeyedForApplyOnly = new Dictionary<string, string[]>
    {
        ["V1ResourceRequirements.claims"] = ["name"],
        ["V1VolumeResourceRequirements.claims"] = ["name"],
        ["V1ContainerStatus.allocatedResourcesStatus"] = ["name"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Replaced by server-side apply, merged by a strategic merge patch.
    private static readonly FrozenDictionary<string, string> KeyedForPatchOnly = new Dictionary<string, string>
    {
        ["V1PodStatus.hostIPs"] = "ip",
        ["V1JobStatus.conditions"] = "type",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Sets =
        FrozenSet.Create(StringComparer.Ordinal, "V1ObjectMeta.finalizers", "V1NodeSpec.podCIDRs");

    private static readonly FrozenSet<string> AtomicMaps =
        FrozenSet.Create(StringComparer.Ordinal, "V1PodSpec.nodeSelector", "V1ServiceSpec.selector", "V1ReplicationControllerSpec.selector");

    private static readonly FrozenDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["V1ContainerPort.protocol"] = "TCP",
        ["V1ServicePort.protocol"] = "TCP",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Schema Refine(Schema schema, string model, string field)
    {
        var at = $"{model}.{field}";
        if (AtomicMaps.Contains(at))
            return schema with { MapType = "atomic" };
        if (Sets.Contains(at))
            return schema with { ListType = ListType.Set, PatchStrategies = Merge };
        if (Defaults.TryGetValue(at, out var value))
            return schema with { Default = JsonValue.Create(value) };
        if (at == "V1DeploymentSpec.strategy")
            return schema with { PatchStrategies = ["retainKeys"] };
        return schema.Type == "array" ? RefineList(schema, at, field) : schema;
    }

    private static Schema RefineList(Schema schema, string at, string field)
    {
        if (KeyedForPatchOnly.TryGetValue(at, out var mergeKey))
            return schema with { ListType = ListType.Atomic, PatchMergeKey = mergeKey, PatchStrategies = Merge };
        if (KeyedForApplyOnly.TryGetValue(at, out var applyKeys))
            return schema with { ListType = ListType.Map, ListMapKeys = applyKeys };
        var keys = Keyed.GetValueOrDefault(at) ?? (field == "conditions" ? ["type"] : null);
        return keys is null
            ? schema with { ListType = ListType.Atomic }
            : schema with { ListType = ListType.Map, ListMapKeys = keys, PatchMergeKey = keys[0], PatchStrategies = StrategiesOf(field) };
    }

    private static string[] StrategiesOf(string field) =>
        field is "volumes" or "resourceClaims" or "resourceClaimStatuses" ? MergeRetainingKeys : Merge;
}
