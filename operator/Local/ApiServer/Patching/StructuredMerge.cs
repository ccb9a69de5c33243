using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Merges an applied object into a live one by schema: maps by name, lists by key, the rest replaced.</summary>
internal static class StructuredMerge
{
    public static JsonObject Merge(JsonObject live, JsonObject applied, Schema schema) =>
        MergeMembers(live, applied, schema);

    private static JsonNode? MergeValue(JsonNode? live, JsonNode? applied, Schema schema)
    {
        if (live is JsonObject liveMap && applied is JsonObject appliedMap && !schema.IsAtomicMap && (liveMap.Count > 0 || appliedMap.Count > 0))
            return MergeMembers(liveMap, appliedMap, schema);
        if (live is JsonArray liveList && applied is JsonArray appliedList && !TypedSchema.IsLeaf(applied, schema))
            return MergeItems(liveList, appliedList, schema);
        return applied?.DeepClone();
    }

    private static JsonObject MergeMembers(JsonObject live, JsonObject applied, Schema schema)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live)
        {
            merged[name] = applied.TryGetPropertyValue(name, out var change)
                ? MergeValue(value, change, TypedSchema.Member(schema, name))
                : value?.DeepClone();
        }
        foreach (var (name, value) in applied)
        {
            if (!live.ContainsKey(name))
                merged[name] = value?.DeepClone();
        }
        return merged;
    }

    // Items keep the live order, but those that are applied stand in the applied order.
    private static JsonArray MergeItems(JsonArray live, JsonArray applied, Schema schema)
    {
        var old = live.Select(item => (Key: PathElement.Item(item, schema), Item: item)).ToList();
        var wanted = applied.Select(item => (Key: PathElement.Item(item, schema), Item: item)).ToList();
        var duplicate = wanted.GroupBy(each => each.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (duplicate?.Key is { } key)
            throw new PatchException($"duplicate entries for key {PathElement.Print([key])}");

        var wantedKeys = wanted.Select(each => each.Key).ToHashSet();
        var shared = new Queue<string?>(wanted.Select(each => each.Key).Where(each => old.Any(item => item.Key == each)));
        var merged = new JsonArray();
        var done = new HashSet<string?>();
        int o = 0, w = 0;
        while (o < old.Count || w < wanted.Count)
        {
            if (o < old.Count && (!wantedKeys.Contains(old[o].Key) || old[o].Key is null))
                merged.Add(old[o++].Item?.DeepClone());
            else if (o < old.Count && (done.Contains(old[o].Key) || (w < wanted.Count && shared.TryPeek(out var next) && next != old[o].Key)))
                o++;
            else
            {
                if (w >= wanted.Count)
                    break;
                var (element, item) = wanted[w++];
                done.Add(element);
                if (shared.TryPeek(out var expected) && expected == element)
                    shared.Dequeue();
                var before = old.Where(each => each.Key == element).Select(each => each.Item).ToList();
                merged.Add(before.Count == 1 ? MergeValue(before[0], item, TypedSchema.Items(schema)) : item?.DeepClone());
            }
        }
        return merged;
    }
}
