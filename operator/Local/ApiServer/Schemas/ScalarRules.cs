using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Checks of single values: type, format, length, pattern, bounds.</summary>
internal static class ScalarRules
{
    private const string NullType = "null";

    public static FieldError? TypeError(JsonNode? value, Schema schema, string path)
    {
        string[] types = schema.IntOrString ? ["integer", "string"] : schema.Type is null ? [] : [schema.Type];
        if (types.Length == 0)
            return null;
        if (value is null)
            return schema.Nullable ? null : Wrong(path, string.Join(",", types), NullType);
        var (actual, format) = Describe(value);
        var fits = types.Contains(actual) || (actual == "integer" && types.Contains("number"))
            || (actual == "number" && types.Contains("integer") && IsWhole((JsonValue)value));
        if (fits)
            return null;
        var plain = schema.Format is null || schema.IntOrString || actual is "string" or "array";
        if (actual is "string" or "array" && schema.Format is not null && !types.Contains("integer") && !types.Contains("number"))
            return null;
        return plain ? Wrong(path, string.Join(",", types), actual) : Wrong(path, schema.Format!, format);
    }

    public static void CheckString(string text, Schema schema, string path, List<FieldError> errors)
    {
        var length = text.EnumerateRunes().Count();
        if (length > schema.MaxLength)
            errors.Add(FieldError.TooLong(path, schema.MaxLength.Value));
        else if (length < schema.MinLength)
            errors.Add(FieldError.Invalid(path, GoText.Quote(text), $"{path} in body should be at least {schema.MinLength} chars long"));
        else if (schema.Pattern is not null && !GoRegex.Compile(schema.Pattern).IsMatch(text))
            errors.Add(FieldError.Invalid(path, GoText.Quote(text), $"{path} in body should match '{schema.Pattern}'"));
        if (schema.Type == "string" && schema.Format is not null && !StringFormats.IsValid(schema.Format, text))
            errors.Add(FieldError.TypeInvalid(path, GoText.Quote(text), $"{path} in body must be of type {schema.Format}: {GoText.Quote(text)}"));
    }

    public static void CheckNumber(JsonValue number, Schema schema, string path, List<FieldError> errors)
    {
        if (!FitsRange(number, schema))
            errors.Add(FieldError.Invalid("<nil>", "\"\"", schema.Format is null
                ? $"Checked value must be of type {schema.Type} (default format) in {path}"
                : $"Checked value must be of type {schema.Type} with format {schema.Format} in {path}"));
        // An integer is compared with the bound's whole part, as the API server does.
        var whole = JsonNumbers.TryInteger(number, out var integer);
        var value = whole ? integer : JsonNumbers.Double(number);
        double? Bound(double? bound) => whole && bound is { } given ? Math.Truncate(given) : bound;
        void Fail(string rule, double bound) =>
            errors.Add(FieldError.Invalid(path, GoText.Number(number), $"{path} in body should be {rule} {BoundText(bound, whole)}"));

        if (Bound(schema.MultipleOf) is { } factor && factor != 0 && !IsMultiple(value, factor))
            Fail("a multiple of", factor);
        if (Bound(schema.Minimum) is { } min && (schema.ExclusiveMinimum ? value <= min : value < min))
            Fail(schema.ExclusiveMinimum ? "greater than" : "greater than or equal to", min);
        if (Bound(schema.Maximum) is { } max && (schema.ExclusiveMaximum ? value >= max : value > max))
            Fail(schema.ExclusiveMaximum ? "less than" : "less than or equal to", max);
    }

    private static string BoundText(double bound, bool whole) =>
        whole && Math.Abs(bound) < 9.2e18 ? ((long)bound).ToString(CultureInfo.InvariantCulture) : GoText.Float(bound);

    private static bool IsMultiple(double value, double factor)
    {
        var times = factor < 1 ? 1 / factor * value : value / factor;
        return Math.Abs(times - Math.Round(times)) <= 1e-9 * Math.Max(1, Math.Abs(times));
    }

    private static bool FitsRange(JsonValue number, Schema schema)
    {
        if (schema.Type != "integer")
            return schema.Format is not ("float" or "float32") || Math.Abs(JsonNumbers.Double(number)) <= float.MaxValue;
        var value = JsonNumbers.Double(number);
        if (value != Math.Truncate(value))
            return false;
        return schema.Format switch
        {
            "int32" => value is >= int.MinValue and <= int.MaxValue,
            "uint32" => value is >= 0 and <= uint.MaxValue,
            "uint64" => value is >= 0 and < 18446744073709551616.0,
            _ => value is >= -9223372036854775808.0 and < 9223372036854775808.0,
        };
    }

    private static FieldError Wrong(string path, string expected, string actual) =>
        FieldError.TypeInvalid(path, GoText.Quote(actual), $"{path} in body must be of type {expected}: {GoText.Quote(actual)}");

    private static (string Type, string Format) Describe(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => ("object", ""),
        JsonValueKind.Array => ("array", ""),
        JsonValueKind.String => ("string", ""),
        JsonValueKind.Number => JsonNumbers.TryInteger((JsonValue)value, out _) ? ("integer", "int64") : ("number", "float64"),
        _ => ("boolean", ""),
    };

    private static bool IsWhole(JsonValue value)
    {
        var number = JsonNumbers.Double(value);
        return number == Math.Truncate(number) && Math.Abs(number) <= 9007199254740991;
    }
}
