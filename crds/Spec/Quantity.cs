using System.Text.Json;
using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>A Kubernetes quantity as the user wrote it, such as <c>500m</c>, <c>8Gi</c> or <c>4</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Quantity(string Value)
{
    /// <summary>The pattern that Kubernetes gives for quantities.</summary>
    public const string Pattern = @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    public override string ToString() => Value;

    private sealed class Converter : JsonConverter<Quantity>
    {
        public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
                ? new(JsonElement.ParseValue(ref reader).GetRawText())
                : new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
