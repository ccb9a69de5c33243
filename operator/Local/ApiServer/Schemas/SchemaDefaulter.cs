using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Fills in what an object leaves out, and drops nulls where the schema allows none.</summary>
internal static class SchemaDefaulter
{
    public static void ApplyDefaults(JsonObject obj, Schema schema)
    {
        Fill(obj, schema);
        DropNulls(obj, schema);
    }

    private static void Fill(JsonNode? node, Schema? schema)
    {
        if (node is JsonObject obj && schema is not null)
            FillObject(obj, schema);
        else if (node is JsonArray array && schema?.Items is { } items)
            FillArray(array, items);
    }

    private static void FillObject(JsonObject obj, Schema schema)
    {
        foreach (var (name, property) in schema.Properties)
        {
            if (property.Default is null)
                continue;
            if (!obj.TryGetPropertyValue(name, out var value) || (value is null && !property.Nullable))
                obj[name] = property.Default.DeepClone();
        }
        foreach (var name in obj.Select(member => member.Key).ToList())
        {
            var known = schema.Properties.GetValueOrDefault(name);
            if (known is null && obj[name] is null && schema.AdditionalProperties is { Nullable: false, Default: { } fallback })
                obj[name] = fallback.DeepClone();
            Fill(obj[name], known ?? schema.AdditionalProperties);
        }
    }

    private static void FillArray(JsonArray array, Schema items)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is null && items is { Nullable: false, Default: { } fallback })
                array[i] = fallback.DeepClone();
            Fill(array[i], items);
        }
    }

    private static void DropNulls(JsonNode? node, Schema? schema)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                DropNulls(item, schema?.Items);
        }
        if (node is not JsonObject obj || schema is null)
            return;
        foreach (var name in obj.Select(member => member.Key).ToList())
        {
            var member = schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties;
            if (obj[name] is null && member is { Nullable: false })
                obj.Remove(name);
            else
                DropNulls(obj[name], member);
        }
    }
}
