using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Values as Go prints them, since the API's messages are compared with those of a real API server.</summary>
internal static class GoText
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A value in an error: strings quoted, numbers and booleans bare, the rest as JSON.</summary>
    public static string Value(JsonNode? node) => node switch
    {
        null => "null",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quote(value.GetValue<string>()),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Number(value),
        _ => Json(node),
    };

    /// <summary>As Go marshals JSON: compact, and safe within HTML.</summary>
    public static string Json(JsonNode node) => node.ToJsonString(Plain)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal);

    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
            AppendRune(quoted, rune);
        return quoted.Append('"').ToString();
    }

    /// <summary>A float as Go's <c>%v</c>: shortest digits, with an exponent from 1e+21 up and below 1e-04.</summary>
    public static string Float(double number)
    {
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "+Inf" : "-Inf";
        var sign = double.IsNegative(number) ? "-" : "";
        if (number == 0)
            return sign + "0";
        var (digits, power) = ShortestDigits(Math.Abs(number));
        return sign + power switch
        {
            < -4 or >= 21 => $"{digits[..1]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(power < 0 ? '-' : '+')}{Math.Abs(power).ToString("00", CultureInfo.InvariantCulture)}",
            < 0 => "0." + new string('0', -power - 1) + digits,
            _ when digits.Length <= power + 1 => digits.PadRight(power + 1, '0'),
            _ => $"{digits[..(power + 1)]}.{digits[(power + 1)..]}",
        };
    }

    public static string Number(JsonValue value) =>
        JsonNumbers.TryInteger(value, out var integer)
            ? integer.ToString(CultureInfo.InvariantCulture)
            : Float(JsonNumbers.Double(value));

    // The number is 0.d1d2d3... times ten to the (power + 1).
    private static (string Digits, int Power) ShortestDigits(double positive)
    {
        var text = positive.ToString("R", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = at < 0 ? 0 : int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture);
        var mantissa = at < 0 ? text : text[..at];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var power = (point < 0 ? mantissa.Length : point) - 1 + exponent;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        power -= digits.Length - significant.Length;
        return (significant.TrimEnd('0'), power);
    }

    private static void AppendRune(StringBuilder quoted, Rune rune)
    {
        switch (rune.Value)
        {
            case '"': quoted.Append("\\\""); break;
            case '\\': quoted.Append("\\\\"); break;
            case '\a': quoted.Append("\\a"); break;
            case '\b': quoted.Append("\\b"); break;
            case '\f': quoted.Append("\\f"); break;
            case '\n': quoted.Append("\\n"); break;
            case '\r': quoted.Append("\\r"); break;
            case '\t': quoted.Append("\\t"); break;
            case '\v': quoted.Append("\\v"); break;
            case < 0x20 or 0x7f: quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
            default: quoted.Append(rune.ToString()); break;
        }
    }
}
