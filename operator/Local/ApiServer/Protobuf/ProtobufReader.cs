using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace GptOperator.Local.ApiServer.Protobuf;

/// <summary>Kubernetes' protobuf messages as the JSON that the same object has.</summary>
internal static class ProtobufReader
{
    public static void ReadInto(JsonObject obj, CodedInputStream input, FrozenDictionary<int, ProtobufField> layout)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            if (!layout.TryGetValue(WireFormat.GetTagFieldNumber(tag), out var field))
            {
                input.SkipLastField();
                continue;
            }

            if (field.IsInline) ReadInto(obj, input.ReadBytes().CreateCodedInput(), ProtobufLayouts.Message(field.Type));
            else if (field.Shape == ProtobufShape.Map) ReadEntry(obj.Child(field.Name), input.ReadBytes().CreateCodedInput(), field.Type);
            else if (field.Shape == ProtobufShape.List) Append(obj, field.Name, Value(input, field.Type));
            else if (Value(input, field.Type) is { } value && !IsUnset(value, field)) obj[field.Name] = value;
        }
    }

    private static bool IsUnset(JsonNode value, ProtobufField field) => field.Type switch
    {
        "s" => !field.KeepsZero && value.AsText() == "",
        "i" => !field.KeepsZero && value.AsInteger() == 0,
        "b" => !field.KeepsZero && value.AsBoolean() == false,
        _ => value is JsonObject { Count: 0 } && field.Name is "status" or "metadata",
    };

    private static void Append(JsonObject obj, string name, JsonNode? value)
    {
        if (obj[name] is not JsonArray list) obj[name] = list = [];
        list.Add(value);
    }

    private static void ReadEntry(JsonObject map, CodedInputStream entry, string type)
    {
        var key = "";
        JsonNode? value = null;
        while (entry.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: key = entry.ReadString(); break;
                case 2: value = Value(entry, type); break;
                default: entry.SkipLastField(); break;
            }
        }

        map[key] = value ?? (type is "s" or "y" ? "" : null);
    }

    private static JsonNode? Value(CodedInputStream input, string type) => type switch
    {
        "s" => input.ReadString(),
        "b" => input.ReadBool(),
        "i" => input.ReadInt64(),
        "d" => input.ReadDouble(),
        "y" => Convert.ToBase64String(input.ReadBytes().Span),
        "T" => Time(input.ReadBytes(), "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        "U" => Time(input.ReadBytes(), "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
        "Q" => First(input.ReadBytes()) ?? "0",
        "I" => IntegerOrText(input.ReadBytes()),
        "R" => First(input.ReadBytes()) is { Length: > 0 } json ? JsonNode.Parse(json) : null,
        "L" => Texts(input.ReadBytes()),
        _ => Message(input.ReadBytes(), type),
    };

    private static JsonObject Message(ByteString bytes, string type)
    {
        var obj = new JsonObject();
        ReadInto(obj, bytes.CreateCodedInput(), ProtobufLayouts.Message(type));
        return obj;
    }

    private static JsonValue? Time(ByteString bytes, string format)
    {
        var (seconds, nanos) = (0L, 0L);
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: seconds = input.ReadInt64(); break;
                case 2: nanos = input.ReadInt64(); break;
                default: input.SkipLastField(); break;
            }
        }

        // An empty message is Go's zero time: none.
        if (bytes.IsEmpty || seconds <= -62135596800) return null;
        return JsonValue.Create(DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100).UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
    }

    private static string? First(ByteString bytes)
    {
        string? text = null;
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1) text = input.ReadString();
            else input.SkipLastField();
        }

        return text;
    }

    private static JsonValue IntegerOrText(ByteString bytes)
    {
        var (isText, number, text) = (false, 0L, "");
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: isText = input.ReadInt64() == 1; break;
                case 2: number = input.ReadInt64(); break;
                case 3: text = input.ReadString(); break;
                default: input.SkipLastField(); break;
            }
        }

        return isText ? JsonValue.Create(text) : JsonValue.Create(number);
    }

    private static JsonArray Texts(ByteString bytes)
    {
        var list = new JsonArray();
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1) list.Add((JsonNode)input.ReadString());
            else input.SkipLastField();
        }

        return list;
    }
}
