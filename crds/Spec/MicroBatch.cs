using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>Sequences that are computed at once: a number, or <c>auto</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct MicroBatch(string Value)
{
    public const string Pattern = "^(auto|[1-9][0-9]{0,4})$";

    public const string Auto = "auto";

    /// <summary>The number; null for auto.</summary>
    public int? Sequences => int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public override string ToString() => Value;

    private sealed class Converter : JsonConverter<MicroBatch>
    {
        public override MicroBatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
                ? new(JsonElement.ParseValue(ref reader).GetRawText())
                : new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, MicroBatch value, JsonSerializerOptions options)
        {
            if (value.Sequences is { } number) writer.WriteNumberValue(number);
            else writer.WriteStringValue(value.Value);
        }
    }
}
