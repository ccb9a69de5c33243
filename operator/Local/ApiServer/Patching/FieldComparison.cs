using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>How one object differs from another, by field.</summary>
internal sealed record FieldComparison(FieldSet Removed, FieldSet Modified, FieldSet Added)
{
    private static readonly FieldComparison Same = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    public FieldSet Changed => Modified.Union(Added);

    public static FieldComparison Of(JsonObject before, JsonObject after, Schema schema) =>
        Compare(new(true, before), new(true, after), schema);

    private static FieldComparison Compare(Side before, Side after, Schema schema)
    {
        if (IsLeaf(before, after, schema))
            return Whole(before, after);
        // Of two kinds of value (a scalar became a map) each is compared for itself.
        if (before.Exists && after.Exists && before.Value?.GetType() != after.Value?.GetType() && before.Value is not null && after.Value is not null)
            return Whole(before, after);
        var inner = (before.Value ?? after.Value) is JsonArray
            ? CompareItems(before.Value as JsonArray, after.Value as JsonArray, schema)
            : CompareMembers(before.Value as JsonObject, after.Value as JsonObject, schema);
        if (!before.Exists)
            return inner with { Added = inner.Added.AsMember() };
        return after.Exists ? inner : inner with { Removed = inner.Removed.AsMember() };
    }

    // Nothing against nothing is a leaf too: it keeps an empty map apart from none.
    private static bool IsLeaf(Side before, Side after, Schema schema)
    {
        var value = before.Value ?? after.Value;
        var isEmpty = before.IsEmpty && after.IsEmpty;
        return isEmpty || TypedSchema.IsLeaf(value, schema);
    }

    private static FieldComparison Whole(Side before, Side after)
    {
        if (!before.Exists)
            return Same with { Added = FieldSet.Leaf };
        if (!after.Exists)
            return Same with { Removed = FieldSet.Leaf };
        return JsonEquality.Same(before.Value, after.Value) ? Same : Same with { Modified = FieldSet.Leaf };
    }

    private static FieldComparison CompareMembers(JsonObject? before, JsonObject? after, Schema schema)
    {
        var names = (before ?? []).Select(member => member.Key).Union((after ?? []).Select(member => member.Key));
        return Gather(names.Select(name => KeyValuePair.Create(
            PathElement.Field(name),
            Compare(Side.Member(before, name), Side.Member(after, name), TypedSchema.Member(schema, name)))));
    }

    private static FieldComparison CompareItems(JsonArray? before, JsonArray? after, Schema schema)
    {
        var old = Index(before, schema);
        var current = Index(after, schema);
        return Gather(old.Select(group => group.Key).Union(current.Select(group => group.Key)).Select(element =>
            KeyValuePair.Create(element, CompareItem(old[element].ToList(), current[element].ToList(), TypedSchema.Items(schema)))));
    }

    private static FieldComparison CompareItem(List<JsonNode?> before, List<JsonNode?> after, Schema schema)
    {
        if (before.Count <= 1 && after.Count <= 1)
            return Compare(Side.First(before), Side.First(after), schema);
        if (before.Count >= 2 && after.Count >= 2)
            return before.Count == after.Count && before.Zip(after).All(pair => JsonEquality.Same(pair.First, pair.Second))
                ? Same
                : Same with { Modified = FieldSet.Leaf };
        // A key that was given twice is owned as one; so the step to or from that is a removal and an addition.
        if (before.Count >= 2)
        {
            var added = after.Count == 0 ? Same : Compare(default, Side.First(after), schema);
            return added with { Removed = added.Removed.AsMember() };
        }
        var removed = before.Count == 0 ? Same : Compare(Side.First(before), default, schema);
        return removed with { Added = removed.Added.AsMember() };
    }

    private static ILookup<string, JsonNode?> Index(JsonArray? items, Schema schema) => (items ?? [])
        .Select(item => (Element: PathElement.Item(item, schema), Item: item))
        .Where(each => each.Element is not null)
        .ToLookup(each => each.Element!, each => each.Item, StringComparer.Ordinal);

    private static FieldComparison Gather(IEnumerable<KeyValuePair<string, FieldComparison>> parts)
    {
        var all = parts.ToList();
        FieldSet Of(Func<FieldComparison, FieldSet> side) =>
            FieldSet.Of(false, all.Select(part => KeyValuePair.Create(part.Key, side(part.Value))));
        return new(Of(part => part.Removed), Of(part => part.Modified), Of(part => part.Added));
    }

    /// <summary>One side of a comparison: a value, which may be null, or none.</summary>
    private readonly record struct Side(bool Exists, JsonNode? Value)
    {
        public bool IsEmpty => Value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

        public static Side Member(JsonObject? obj, string name) =>
            obj is not null && obj.TryGetPropertyValue(name, out var value) ? new(true, value) : default;

        public static Side First(List<JsonNode?> items) => items.Count == 0 ? default : new(true, items[0]);
    }
}
