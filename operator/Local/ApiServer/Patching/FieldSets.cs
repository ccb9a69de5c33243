using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Field sets of objects: which fields one has, and what to take away from it.</summary>
internal static class FieldSets
{
    /// <summary>Every field that an applied object gives.</summary>
    public static FieldSet Of(JsonNode? value, Schema schema)
    {
        if (TypedSchema.IsLeaf(value, schema))
            return FieldSet.Leaf;
        if (value is JsonArray array)
            return OfItems(array, schema);
        return FieldSet.Of(false, ((JsonObject)value!).Select(member =>
        {
            var set = Of(member.Value, TypedSchema.Member(schema, member.Key));
            var isEmpty = member.Value is null or JsonObject { Count: 0 };
            var isNamed = schema.Properties.ContainsKey(member.Key);
            return KeyValuePair.Create(PathElement.Field(member.Key), isEmpty || !isNamed ? set.AsMember() : set);
        }));
    }

    /// <summary>The set with every field that a schema names above its members: <c>spec</c> where <c>spec.x</c> is in it.</summary>
    public static FieldSet WithNamedFields(FieldSet set, Schema schema) => FieldSet.Of(set.IsMember, set.Children.Select(child =>
    {
        if (!child.Key.StartsWith("f:", StringComparison.Ordinal))
            return KeyValuePair.Create(child.Key, WithNamedFields(child.Value, TypedSchema.Items(schema)));
        var name = child.Key[2..];
        var inner = WithNamedFields(child.Value, TypedSchema.Member(schema, name));
        return KeyValuePair.Create(child.Key, schema.Properties.ContainsKey(name) ? inner.AsMember() : inner);
    }));

    /// <summary>The value without the fields of a set; what becomes empty becomes null.</summary>
    public static JsonNode? Without(JsonNode? value, FieldSet removed, Schema schema)
    {
        if (removed.Children.Count == 0 || value is null)
            return value?.DeepClone();
        if (TypedSchema.IsLeaf(value, schema))
            return value is JsonObject or JsonArray ? null : value.DeepClone();
        return value is JsonArray array ? ItemsWithout(array, removed, schema) : MembersWithout((JsonObject)value, removed, schema);
    }

    private static JsonObject? MembersWithout(JsonObject value, FieldSet removed, Schema schema)
    {
        var kept = new JsonObject();
        foreach (var (name, member) in value)
        {
            var inner = removed.Child(PathElement.Field(name));
            if (!inner.IsMember)
                kept[name] = Without(member, inner, TypedSchema.Member(schema, name));
        }
        return kept.Count == 0 ? null : kept;
    }

    private static JsonArray? ItemsWithout(JsonArray value, FieldSet removed, Schema schema)
    {
        var kept = new JsonArray();
        foreach (var item in value)
        {
            var inner = PathElement.Item(item, schema) is { } element ? removed.Child(element) : FieldSet.Empty;
            if (!inner.IsMember)
                kept.Add(Without(item, inner, TypedSchema.Items(schema)));
        }
        return kept.Count == 0 ? null : kept;
    }

    private static FieldSet OfItems(JsonArray array, Schema schema)
    {
        var items = array.Select(item => (Element: PathElement.Item(item, schema), Item: item))
            .Where(each => each.Element is not null)
            .GroupBy(each => each.Element!, StringComparer.Ordinal);
        // Items that share a key cannot be told apart, so they are owned together.
        return FieldSet.Of(false, items.Select(group => KeyValuePair.Create(
            group.Key,
            group.Count() > 1 ? FieldSet.Leaf : Of(group.First().Item, TypedSchema.Items(schema)).AsMember())));
    }
}
