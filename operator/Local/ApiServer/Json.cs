using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer;

/// <summary>Short words for what the server does with JSON trees all the time.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Reader = new() { AllowDuplicateProperties = false, MaxDepth = 512 };

    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    /// <exception cref="JsonException">Not JSON, a key given twice in one object, or not an object.</exception>
    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8) =>
        JsonNode.Parse(utf8, documentOptions: Reader) as JsonObject
        ?? throw new JsonException("the body is JSON, but not a JSON object");

    /// <exception cref="JsonException">Not JSON, or a key given twice in one object.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8, documentOptions: Reader);

    public static byte[] ToUtf8(JsonNode node)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Writer))
        {
            node.WriteTo(writer, Relaxed);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string Revision(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>The form of metav1.Time: whole seconds, UTC.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? AsTime(this JsonNode? node) =>
        DateTimeOffset.TryParse(node.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool? AsBoolean(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static long? AsInteger(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (long)number
            : null;

    public static string? Text(this JsonObject obj, string key) => obj[key].AsText();

    public static JsonObject? Object(this JsonObject obj, string key) => obj[key] as JsonObject;

    public static JsonNode? At(this JsonObject? obj, params ReadOnlySpan<string> path)
    {
        JsonNode? node = obj;
        foreach (var key in path) node = (node as JsonObject)?[key];
        return node;
    }

    /// <summary>The child object, put there if it is not.</summary>
    public static JsonObject Child(this JsonObject obj, string key)
    {
        if (obj[key] is JsonObject child) return child;
        child = [];
        obj[key] = child;
        return child;
    }

    public static JsonObject Metadata(this JsonObject obj) => obj.Child("metadata");

    /// <summary>Sets the value only where the client gave none.</summary>
    public static void Default(this JsonObject obj, string key, JsonNode? value)
    {
        if (obj[key] is null) obj[key] = value;
    }

    public static JsonObject Copy(this JsonObject obj) => (JsonObject)obj.DeepClone();

    public static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);
}
