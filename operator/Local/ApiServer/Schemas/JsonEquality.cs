using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Equality of JSON values: order of members does not matter, 1 equals 1.0.</summary>
internal static class JsonEquality
{
    public static bool Same(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonObject a, JsonObject b) => SameObject(a, b),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JsonValue a, JsonValue b) => SameValue(a, b),
        _ => false,
    };

    private static bool SameObject(JsonObject left, JsonObject right)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var (name, value) in left)
        {
            if (!right.TryGetPropertyValue(name, out var other) || !Same(value, other))
                return false;
        }
        return true;
    }

    private static bool SameValue(JsonValue left, JsonValue right)
    {
        var kind = left.GetValueKind();
        if (kind != right.GetValueKind())
            return false;
        return kind switch
        {
            JsonValueKind.String => left.GetValue<string>() == right.GetValue<string>(),
            JsonValueKind.Number => SameNumber(left, right),
            _ => true,
        };
    }

    private static bool SameNumber(JsonValue left, JsonValue right) =>
        JsonNumbers.TryInteger(left, out var a) && JsonNumbers.TryInteger(right, out var b)
            ? a == b
            : JsonNumbers.Double(left) == JsonNumbers.Double(right);
}
