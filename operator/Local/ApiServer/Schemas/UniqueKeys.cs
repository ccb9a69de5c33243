using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Items of a set, and keys of a keyed list, must differ.</summary>
internal static class UniqueKeys
{
    public static List<FieldError> Check(JsonNode? value, JsonNode? old, Schema schema)
    {
        var errors = new List<FieldError>();
        if (!schema.IsBuiltIn)
            Check(value, old, schema, "", errors);
        return errors;
    }

    private static void Check(JsonNode? value, JsonNode? old, Schema schema, string path, List<FieldError> errors)
    {
        if (old is not null && JsonEquality.Same(value, old))
            return;
        if (value is JsonObject obj)
        {
            foreach (var (name, member) in obj)
            {
                if (schema.Member(name) is { } known)
                    Check(member, (old as JsonObject)?[name], known, path.Length == 0 ? name : $"{path}.{name}", errors);
            }
        }
        if (value is not JsonArray array || schema.Items is null)
            return;
        CheckDuplicates(array, schema, path, errors);
        for (var i = 0; i < array.Count; i++)
            Check(array[i], Correlation.OldItem(array[i], old as JsonArray, schema), schema.Items, $"{path}[{i}]", errors);
    }

    private static void CheckDuplicates(JsonArray array, Schema schema, string path, List<FieldError> errors)
    {
        if (schema.ListType is not (ListType.Set or ListType.Map))
            return;
        var seen = new List<JsonNode?>();
        for (var i = 0; i < array.Count; i++)
        {
            var key = schema.ListType == ListType.Set ? array[i] : KeyOf(array[i], schema);
            if (seen.Any(other => JsonEquality.Same(other, key)))
                errors.Add(FieldError.Duplicate($"{path}[{i}]", GoText.Value(key)));
            else
                seen.Add(key);
        }
    }

    private static JsonObject KeyOf(JsonNode? item, Schema schema)
    {
        var key = new JsonObject();
        foreach (var name in schema.ListMapKeys)
        {
            if (item is JsonObject obj && obj[name] is { } value)
                key[name] = value.DeepClone();
        }
        return key;
    }
}
