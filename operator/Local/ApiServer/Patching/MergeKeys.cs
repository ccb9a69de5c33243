using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Identity and order of list items in a strategic merge patch.</summary>
internal static class MergeKeys
{
    /// <param name="key">Null for lists of plain values, which are their own keys.</param>
    public static bool Same(JsonNode? left, JsonNode? right, string? key) =>
        key is null ? JsonEquality.Same(left, right) : JsonEquality.Same((left as JsonObject)?[key], (right as JsonObject)?[key]);

    public static IEnumerable<JsonNode?> Distinct(IEnumerable<JsonNode?> items)
    {
        var seen = new List<JsonNode?>();
        foreach (var item in items.Where(item => !seen.Any(other => JsonEquality.Same(other, item))))
            seen.Add(item);
        return seen;
    }

    /// <summary>
    /// Items that <paramref name="wanted"/> names stand in its order, the others in the server's;
    /// the two are interleaved so that no two items that the server had change places without being asked.
    /// </summary>
    public static JsonArray Arrange(List<JsonNode?> items, List<JsonNode?> wanted, JsonArray server, string? key)
    {
        int At(IEnumerable<JsonNode?> order, JsonNode? item) =>
            order.Select((each, index) => (each, index)).Where(pair => Same(pair.each, item, key)).Select(pair => pair.index).FirstOrDefault(-1);

        var patched = items.Where(item => At(wanted, item) >= 0).OrderBy(item => At(wanted, item)).ToList();
        var others = new Queue<JsonNode?>(items.Where(item => At(wanted, item) < 0).OrderBy(item => At(server, item)));
        var arranged = new List<JsonNode?>();
        foreach (var item in patched)
        {
            var place = At(server, item);
            while (place >= 0 && others.TryPeek(out var other) && At(server, other) is var before && before >= 0 && before < place)
                arranged.Add(others.Dequeue());
            arranged.Add(item);
        }
        arranged.AddRange(others);
        return new JsonArray([.. arranged.Select(item => item?.DeepClone())]);
    }
}
