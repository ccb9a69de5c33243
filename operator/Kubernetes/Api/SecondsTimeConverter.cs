using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GptOperator.Kubernetes;

/// <summary>metav1.Time: RFC 3339 in UTC, whole seconds. Reads any fraction and offset.</summary>
internal sealed class SecondsTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
