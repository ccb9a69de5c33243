using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Removes the fields that a schema does not know.</summary>
internal static class SchemaPruner
{
    /// <summary>Prunes <paramref name="obj"/>, a whole resource: apiVersion, kind and metadata are always known.</summary>
    /// <returns>The paths removed, such as <c>spec.sources[0].foo</c>, in order.</returns>
    public static IReadOnlyList<string> Prune(JsonObject obj, Schema schema)
    {
        var removed = new List<string>();
        PruneObject(obj, schema, "", isResource: true, removed);
        removed.Sort(StringComparer.Ordinal);
        return removed;
    }

    private static void PruneNode(JsonNode? node, Schema schema, string path, List<string> removed)
    {
        if (node is JsonObject obj)
            PruneObject(obj, schema, path, schema.EmbeddedResource, removed);
        if (node is not JsonArray array)
            return;
        var items = schema.Items ?? (schema.PreserveUnknownFields ? Schema.Anything : new Schema());
        for (var i = 0; i < array.Count; i++)
            PruneNode(array[i], items, $"{path}[{i}]", removed);
    }

    private static void PruneObject(JsonObject obj, Schema schema, string path, bool isResource, List<string> removed)
    {
        foreach (var name in obj.Select(member => member.Key).ToList())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (isResource && name is "apiVersion" or "kind")
                continue;
            if (isResource && name == "metadata")
                PruneNode(obj[name], ObjectMetaSchema.Schema, at, removed);
            else if (schema.Member(name) is { } member)
                PruneNode(obj[name], member, at, removed);
            else if (schema.PreserveUnknownFields)
                continue;
            else if (obj.Remove(name))
                removed.Add(at);
        }
    }
}
