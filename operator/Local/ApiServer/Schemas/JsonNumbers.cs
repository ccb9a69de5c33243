using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>
/// JSON numbers as the API server sees them: an integer when written without fraction or exponent and within 64 bits,
/// else a double. A node may hold a parsed element or a CLR number; both are read here alike.
/// </summary>
internal static class JsonNumbers
{
    /// <summary>The number when it is written as an integer (<c>1</c>, not <c>1.0</c>).</summary>
    public static bool TryInteger(JsonValue value, out long integer)
    {
        if (value.TryGetValue(out integer))
            return IsWrittenAsInteger(value);
        if (value.TryGetValue(out int small))
        {
            integer = small;
            return true;
        }
        return IsWrittenAsInteger(value) && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer);
    }

    public static double Double(JsonValue value) =>
        double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static bool IsNumber(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number;

    private static bool IsWrittenAsInteger(JsonValue value) =>
        value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0;
}
