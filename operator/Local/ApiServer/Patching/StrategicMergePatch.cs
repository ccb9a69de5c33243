using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>
/// Kubernetes' strategic merge patch: like a merge patch, but lists are merged by key where the schema says so,
/// and directives (<c>$patch</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/x</c>, <c>$setElementOrder/x</c>) steer it.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFrom = "$deleteFromPrimitiveList/";
    private const string SetOrder = "$setElementOrder/";

    /// <returns>A new object; neither argument is changed.</returns>
    /// <exception cref="PatchException">A directive is malformed, or an item lacks its merge key.</exception>
    public static JsonObject Apply(JsonObject current, JsonObject patch, Schema schema) =>
        MergeMap((JsonObject)current.DeepClone(), (JsonObject)patch.DeepClone(), TypedSchema.Root(schema));

    // Both are copies that this may take apart.
    private static JsonObject MergeMap(JsonObject original, JsonObject patch, Schema schema)
    {
        if (patch.ContainsKey(Directive))
        {
            switch (Text(patch[Directive]))
            {
                case "replace":
                    patch.Remove(Directive);
                    return patch;
                case "delete":
                    return [];
                case "merge":
                    patch.Remove(Directive);
                    break;
                case var other:
                    throw new PatchException($"unknown patch type '{other}' in map; use replace, merge or delete");
            }
        }
        Retain(original, patch);
        Order(original, patch, schema);
        foreach (var (name, change) in Members(patch))
            MergeMember(original, name, change, schema);
        return original;
    }

    private static void MergeMember(JsonObject original, string name, JsonNode? change, Schema schema)
    {
        if (name.StartsWith(DeleteFrom, StringComparison.Ordinal))
        {
            var field = name[DeleteFrom.Length..];
            if (original[field] is JsonArray list)
                original[field] = Without(list, AsList(change, name));
            return;
        }
        if (change is null)
        {
            original.Remove(name);
            return;
        }
        var member = TypedSchema.Member(schema, name);
        original[name] = (original[name], change) switch
        {
            (JsonObject map, JsonObject patch) => MergeMap(Detached(map), patch, member),
            (JsonArray list, JsonArray patch) => MergeList(list, patch, member),
            _ => Cleaned(change, member),
        };
    }

    // What the original does not have is taken from the patch, minus its directives and nulls.
    private static JsonNode Cleaned(JsonNode change, Schema schema) => change switch
    {
        JsonObject map => MergeMap([], map, schema),
        JsonArray list => MergeList([], list, schema),
        _ => change,
    };

    private static JsonArray MergeList(JsonArray original, JsonArray patch, Schema schema)
    {
        if (!schema.PatchStrategies.Contains("merge"))
            return new JsonArray([.. Detach(patch)]);
        return schema.PatchMergeKey is { } key
            ? MergeKeyedList(original, patch, key, TypedSchema.Items(schema))
            : new JsonArray([.. MergeKeys.Distinct(original.Concat(patch)).Select(item => item?.DeepClone())]);
    }

    private static JsonArray MergeKeyedList(JsonArray original, JsonArray patch, string key, Schema items)
    {
        var merged = original.Select(item => item?.DeepClone()).ToList();
        var changes = new List<JsonNode?>();
        var isReplaced = false;
        foreach (var item in Detach(patch))
        {
            var change = item as JsonObject ?? throw new PatchException($"each item of a list that is merged by {key} must be an object");
            switch (Text(change[Directive]))
            {
                case "delete":
                    merged.RemoveAll(candidate => MergeKeys.Same(candidate, Keyed(change, key), key));
                    break;
                case "replace":
                    isReplaced = true;
                    break;
                case "merge" or "":
                    change.Remove(Directive);
                    changes.Add(Keyed(change, key));
                    break;
                case var other:
                    throw new PatchException($"unknown patch type '{other}' in list item; use replace, merge or delete");
            }
        }
        if (isReplaced)
            return new JsonArray([.. changes]);
        foreach (var change in changes)
            MergeItem(merged, (JsonObject)change!, key, items);
        return MergeKeys.Arrange(merged, changes, original, key);
    }

    private static void MergeItem(List<JsonNode?> merged, JsonObject change, string key, Schema items)
    {
        var at = merged.FindIndex(candidate => MergeKeys.Same(candidate, change, key));
        if (at < 0)
            merged.Add(MergeMap([], (JsonObject)change.DeepClone(), items));
        else
            merged[at] = MergeMap((JsonObject)merged[at]!, (JsonObject)change.DeepClone(), items);
    }

    private static void Retain(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out var listed))
            return;
        patch.Remove(RetainKeys);
        var kept = AsList(listed, RetainKeys).Select(Text).ToHashSet(StringComparer.Ordinal);
        if (patch.FirstOrDefault(member => member.Key[0] != '$' && !kept.Contains(member.Key)).Key is { } stray)
            throw new PatchException($"$retainKeys must name every field of its patch; '{stray}' is missing");
        foreach (var name in original.Select(member => member.Key).Where(name => !kept.Contains(name)).ToList())
            original.Remove(name);
    }

    private static void Order(JsonObject original, JsonObject patch, Schema schema)
    {
        foreach (var (directive, wanted) in patch.Where(member => member.Key.StartsWith(SetOrder, StringComparison.Ordinal)).ToList())
        {
            patch.Remove(directive);
            var name = directive[SetOrder.Length..];
            var list = TypedSchema.Member(schema, name);
            var before = original[name] as JsonArray;
            var change = patch[name] as JsonArray;
            var removed = patch.TryGetPropertyValue(DeleteFrom + name, out var gone) ? AsList(gone, directive) : null;
            patch.Remove(DeleteFrom + name);
            if (before is null && change is null)
                continue;
            patch.Remove(name);
            var server = new JsonArray([.. (before ?? []).Select(item => item?.DeepClone())]);
            var merged = change is null ? before! : MergeList(before ?? [], change, list);
            if (removed is not null)
                merged = Without(merged, removed);
            original[name] = MergeKeys.Arrange([.. merged.Select(item => item?.DeepClone())], [.. AsList(wanted, directive)], server, list.PatchMergeKey);
        }
    }

    private static JsonArray Without(JsonArray list, JsonArray gone) =>
        new([.. list.Where(item => !gone.Any(each => JsonEquality.Same(each, item))).Select(item => item?.DeepClone())]);

    private static JsonObject Keyed(JsonObject item, string key) =>
        item[key] is not null ? item : throw new PatchException($"map: {item.ToJsonString()} does not contain declared merge key: {key}");

    private static JsonArray AsList(JsonNode? node, string name) =>
        node as JsonArray ?? throw new PatchException($"{name} must be a list");

    private static List<KeyValuePair<string, JsonNode?>> Members(JsonObject patch)
    {
        var members = patch.ToList();
        patch.Clear();
        return members;
    }

    private static List<JsonNode?> Detach(JsonArray list)
    {
        var items = list.ToList();
        list.Clear();
        return items;
    }

    private static JsonObject Detached(JsonObject map) => (JsonObject)map.DeepClone();

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
