using System.Text.Json.Nodes;

namespace GptOperator.Reconciling.Pods;

/// <summary>
/// Merges a partial pod into a pod as <c>kubectl patch --type=strategic</c> does: objects by field, null removes a field,
/// lists whose items have a key by that key, <c>$patch: delete</c> and <c>$patch: replace</c> as there. Other lists are replaced.
/// </summary>
internal static class TemplateMerge
{
    public const string Directive = "$patch";
    public const string Replace = "replace";

    /// <summary>The patchMergeKeys of a pod's lists; where two are given, the first that the items have.</summary>
    private static readonly Dictionary<string, string> MergeKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["ephemeralContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["imagePullSecrets"] = "name",
        ["resourceClaims"] = "name",
        ["schedulingGates"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["ports"] = "containerPort",
        ["hostAliases"] = "ip",
        ["topologySpreadConstraints"] = "topologyKey",
        ["ownerReferences"] = "uid",
    };

    /// <exception cref="InvalidOperationException">An item of a keyed list has no key.</exception>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        if (patch[Directive]?.ToString() == Replace)
            target.Clear();
        foreach (var (name, value) in patch.Where(field => field.Key != Directive).ToList())
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner && target[name] is JsonObject existing)
                Apply(existing, inner);
            else if (value is JsonArray items && MergeKeys.TryGetValue(name, out var key))
                target[name] = MergeItems(target[name] as JsonArray ?? [], items, name, key);
            else
                target[name] = Clean(value);
        }
    }

    private static JsonArray MergeItems(JsonArray target, JsonArray patch, string list, string key)
    {
        if (patch.OfType<JsonObject>().Any(item => item[Directive]?.ToString() == Replace && item[key] is null))
            return new JsonArray([.. patch.OfType<JsonObject>().Where(item => item[key] is not null).Select(Clean)]);
        var merged = target.OfType<JsonObject>().Select(item => item.DeepClone().AsObject()).ToList();
        foreach (var item in patch)
        {
            var identity = (item as JsonObject)?[key]?.ToString()
                ?? throw new InvalidOperationException($"an item of {list} has no {key}");
            var existing = merged.FirstOrDefault(other => other[key]?.ToString() == identity);
            if (item![Directive]?.ToString() == "delete")
                merged.RemoveAll(other => other == existing);
            else if (existing is not null)
                Apply(existing, item.AsObject());
            else
                merged.Add(Clean(item)!.AsObject());
        }
        return new JsonArray([.. merged]);
    }

    /// <summary>A copy without directives and nulls, which mean nothing where there was nothing.</summary>
    private static JsonNode? Clean(JsonNode? value)
    {
        if (value is JsonArray items)
            return new JsonArray([.. items.Select(Clean)]);
        if (value is not JsonObject fields)
            return value?.DeepClone();
        var clean = new JsonObject();
        Apply(clean, fields);
        return clean;
    }
}
