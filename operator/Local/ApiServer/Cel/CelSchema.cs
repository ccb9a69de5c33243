using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A schema node as CEL sees it: its type, and the values of JSON that follow it.</summary>
internal static class CelSchema
{
    private static readonly Schema Text = new() { Type = "string" };

    /// <summary>The node with what every resource has, of which rules may see the name alone.</summary>
    public static Schema AsResource(Schema schema)
    {
        var properties = new Dictionary<string, Schema>(schema.Properties, StringComparer.Ordinal)
        {
            ["apiVersion"] = Text,
            ["kind"] = Text,
            ["metadata"] = new() { Type = "object", Properties = new Dictionary<string, Schema> { ["name"] = Text, ["generateName"] = Text } },
        };
        return schema with { Properties = properties };
    }

    /// <returns>Null where the schema says too little: rules cannot see such a field.</returns>
    public static CelType? TypeOf(Schema schema)
    {
        if (schema.IntOrString)
            return CelType.Dyn;
        return schema.Type switch
        {
            "boolean" => CelType.Bool,
            "integer" => CelType.Int,
            "number" => CelType.Double,
            "string" => schema.Format switch
            {
                "byte" => CelType.Bytes,
                "duration" => CelType.Duration,
                "date" or "date-time" => CelType.Timestamp,
                _ => CelType.String,
            },
            "array" => schema.Items is not null && TypeOf(schema.Items) is { } item ? CelType.List(item) : null,
            "object" => TypeOfObject(schema.EmbeddedResource ? AsResource(schema) : schema),
            _ => null,
        };
    }

    public static object ToValue(JsonNode? node, Schema schema) => node switch
    {
        null => CelNull.Value,
        JsonObject obj => ToMap(obj, schema.EmbeddedResource ? AsResource(schema) : schema),
        JsonArray array => new CelList([.. array.Select(item => ToValue(item, schema.Items ?? Schema.Anything))])
        {
            Merging = schema.ListType ?? ListType.Atomic,
            Keys = [.. schema.ListMapKeys.Select(CelNames.Escape).OfType<string>()],
        },
        _ => ToScalar((JsonValue)node, schema),
    };

    private static CelType? TypeOfObject(Schema schema)
    {
        if (schema.AdditionalProperties is not null)
            return TypeOf(schema.AdditionalProperties) is { } value ? CelType.Map(CelType.String, value) : null;
        var fields = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var (name, property) in schema.Properties)
        {
            if (CelNames.Escape(name) is { } escaped && TypeOf(property) is { } type)
                fields[escaped] = type;
        }
        return CelType.Object(fields);
    }

    private static CelMap ToMap(JsonObject obj, Schema schema)
    {
        var map = new CelMap();
        foreach (var (name, value) in obj)
        {
            if (schema.Properties.TryGetValue(name, out var property))
            {
                // A null that the schema does not allow is as good as absent.
                if (CelNames.Escape(name) is { } escaped && (value is not null || property.Nullable))
                    map.Set(escaped, ToValue(value, property));
            }
            else if (schema.AdditionalProperties is not null)
                map.Set(name, ToValue(value, schema.AdditionalProperties));
            else if (schema.Properties.Count == 0)
                map.Set(name, ToValue(value, Schema.Anything));
        }
        return map;
    }

    private static object ToScalar(JsonValue value, Schema schema)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetValueKind() == JsonValueKind.True;
            case JsonValueKind.Number:
                return ToNumber(value, schema.Type);
        }
        var text = value.GetValue<string>();
        return (schema.Type == "string" ? schema.Format : null) switch
        {
            "byte" when TryBytes(text, out var bytes) => bytes,
            "duration" when GoDuration.TryParse(text, out var nanoseconds) => new CelDuration(nanoseconds),
            "date" or "date-time" when CelTimestamp.TryParse(text, out var timestamp) => timestamp,
            _ => text,
        };
    }

    // The schema decides: a number stays a double however it is written, an integer is whole also as 1.0.
    private static object ToNumber(JsonValue value, string? type)
    {
        if (type != "number" && JsonNumbers.TryInteger(value, out var whole))
            return whole;
        var number = JsonNumbers.Double(value);
        return type == "integer" ? (object)(long)number : number;
    }

    private static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var count))
            return false;
        bytes = bytes[..count];
        return true;
    }
}
