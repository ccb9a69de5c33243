using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>One step of a field path, in the spelling of <c>FieldsV1</c>.</summary>
internal static class PathElement
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Field(string name) => "f:" + name;

    /// <summary>Names an item of a list with keys or of a set; null where the item has none of the keys.</summary>
    public static string? Item(JsonNode? item, Schema list)
    {
        if (list.ListType == ListType.Set)
            return "v:" + Compact(item);
        if (item is not JsonObject obj)
            return null;
        var key = new JsonObject();
        foreach (var name in list.ListMapKeys.Order(StringComparer.Ordinal))
        {
            if ((obj[name] ?? list.Items?.Member(name)?.Default) is { } value)
                key[name] = value.DeepClone();
        }
        return key.Count == 0 ? null : "k:" + Compact(key);
    }

    /// <summary>A path as the API server prints it: <c>.spec.containers[name="main"].image</c>.</summary>
    public static string Print(IEnumerable<string> path)
    {
        var text = new StringBuilder();
        foreach (var element in path)
            text.Append(Print(element));
        return text.ToString();
    }

    private static string Print(string element)
    {
        var content = element[2..];
        if (element[0] == 'f')
            return "." + content;
        if (element[0] == 'v')
            return $"[={content}]";
        if (element[0] == 'i')
            return $"[{content}]";
        var key = (JsonObject)JsonNode.Parse(content)!;
        return $"[{string.Join(",", key.Select(member => $"{member.Key}={Compact(member.Value)}"))}]";
    }

    private static string Compact(JsonNode? node) => node?.ToJsonString(Plain) ?? "null";
}
