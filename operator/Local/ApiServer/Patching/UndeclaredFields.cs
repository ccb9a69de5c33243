using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Apply, unlike other writes, refuses fields that a schema does not know: it could not say who owns them.</summary>
internal static class UndeclaredFields
{
    /// <exception cref="PatchException">There is such a field.</exception>
    public static void Reject(JsonObject applied, Schema schema)
    {
        var found = new List<string>();
        Find(applied, schema, [], found);
        if (found.Count == 0)
            return;
        var metadata = applied["metadata"] as JsonObject;
        var faults = found.Select(path => $"{path}: field not declared in schema").ToList();
        var text = faults.Count == 1 ? faults[0] : "errors:\n  " + string.Join("\n  ", faults);
        throw new PatchException($"failed to create typed patch object ({metadata?["namespace"]}/{metadata?["name"]}; {applied["apiVersion"]}, Kind={applied["kind"]}): {text}");
    }

    private static void Find(JsonNode? value, Schema schema, IReadOnlyList<string> path, List<string> found)
    {
        if (value is JsonArray array)
        {
            for (var i = 0; i < array.Count && schema.Items is not null; i++)
                Find(array[i], schema.Items, [.. path, PathElement.Item(array[i], schema) ?? $"i:{i}"], found);
        }
        if (value is not JsonObject obj)
            return;
        foreach (var (name, member) in obj)
        {
            IReadOnlyList<string> at = [.. path, PathElement.Field(name)];
            if (schema.Member(name) is { } known)
                Find(member, known, at, found);
            else if (!schema.PreserveUnknownFields && !(schema.EmbeddedResource && name is "apiVersion" or "kind" or "metadata"))
                found.Add(PathElement.Print(at));
        }
    }
}
