using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GptOperator.Crds.Serialization;

/// <summary>Times as Kubernetes' <c>metav1.Time</c>: RFC 3339 in UTC, whole seconds.</summary>
public sealed class MetaTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
