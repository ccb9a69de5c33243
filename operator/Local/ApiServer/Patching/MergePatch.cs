using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>JSON merge patch, RFC 7386.</summary>
internal static class MergePatch
{
    /// <returns>A new object; neither argument is changed.</returns>
    public static JsonObject Apply(JsonObject current, JsonObject patch)
    {
        var result = (JsonObject)current.DeepClone();
        foreach (var (name, change) in patch)
        {
            if (change is null)
                result.Remove(name);
            else if (change is JsonObject nested)
                result[name] = Apply(result[name] as JsonObject ?? [], nested);
            else
                result[name] = change.DeepClone();
        }
        return result;
    }
}
