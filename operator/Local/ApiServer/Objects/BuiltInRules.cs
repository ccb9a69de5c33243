using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>Rules of built-in kinds that no schema tells and that clients meet.</summary>
internal static class BuiltInRules
{
    private static readonly string[] ChangeablePodFields = ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"];

    public static IEnumerable<FieldError> Check(ResourceType type, JsonObject obj, JsonObject? old) => type.StorageKey switch
    {
        "/pods" => Pod(obj, old),
        "/configmaps" or "/secrets" => Immutable(obj, old),
        "apps/deployments" or "apps/replicasets" or "apps/statefulsets" or "apps/daemonsets" => Workload(obj, old),
        CustomResourceDefinitions.StorageKey => CustomResourceDefinitions.Validate(obj),
        _ => [],
    };

    private static IEnumerable<FieldError> Pod(JsonObject pod, JsonObject? old)
    {
        var containers = (pod.At("spec", "containers") as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (containers.Count == 0) yield return Faults.Required("spec.containers", "");
        foreach (var (container, i) in containers.Select((c, i) => (c, i)))
        {
            if (string.IsNullOrEmpty(container.Text("name"))) yield return Faults.Required($"spec.containers[{i}].name", "");
            if (string.IsNullOrEmpty(container.Text("image"))) yield return Faults.Required($"spec.containers[{i}].image", "");
        }

        if (old is null || Json.Same(Fixed(pod), Fixed(old))) yield break;
        yield return Faults.Forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
    }

    private static JsonObject? Fixed(JsonObject pod)
    {
        if (pod.Object("spec")?.Copy() is not { } spec) return null;
        foreach (var field in ChangeablePodFields) spec.Remove(field);
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
            foreach (var container in (spec[list] as JsonArray ?? []).OfType<JsonObject>()) container.Remove("image");
        return spec;
    }

    private static IEnumerable<FieldError> Immutable(JsonObject obj, JsonObject? old)
    {
        if (old?["immutable"].AsBoolean() != true) yield break;
        foreach (var field in (string[])["data", "binaryData"])
            if (!Json.Same(obj[field], old[field])) yield return Faults.Forbidden(field, "field is immutable when `immutable` is set");
        if (obj["immutable"].AsBoolean() != true) yield return Faults.Forbidden("immutable", "field is immutable when `immutable` is set");
    }

    private static IEnumerable<FieldError> Workload(JsonObject obj, JsonObject? old)
    {
        if (obj.At("spec", "selector") is not JsonObject selector) yield return Faults.Required("spec.selector", "");
        else if (old is not null && !Json.Same(selector, old.At("spec", "selector")))
            yield return Faults.Invalid("spec.selector", selector.ToJsonString(), "field is immutable");
        var labels = obj.At("spec", "template", "metadata", "labels") as JsonObject;
        foreach (var (key, value) in obj.At("spec", "selector", "matchLabels") as JsonObject ?? [])
            if (labels?[key].AsText() != value.AsText())
                yield return Faults.Invalid("spec.template.metadata.labels", labels?.ToJsonString(), "`selector` does not match template `labels`");
    }
}
