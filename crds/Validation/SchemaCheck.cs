using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GptOperator.Crds.Generation;

namespace GptOperator.Crds.Validation;

/// <summary>Holds a job's JSON against its schema: unknown fields, missing fields, wrong types, values out of bounds.</summary>
public static class SchemaCheck
{
    /// <summary>Every fault of <paramref name="value"/>, in the order of the text.</summary>
    public static IEnumerable<Fault> Check(JsonNode? value, SchemaNode schema, string path)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!HasType(value, schema.Type))
            return [new Fault(path, $"{path} is {Show(value)}; give {Article(schema)}.")];
        return value switch
        {
            JsonObject map => CheckObject(map, schema, path),
            JsonArray list => CheckArray(list, schema, path),
            JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number && schema.Type is not null => CheckNumber(scalar, schema, path),
            JsonValue scalar when scalar.GetValueKind() is JsonValueKind.String or JsonValueKind.Number => CheckText(Text(scalar), schema, path),
            _ => [],
        };
    }

    private static bool HasType(JsonNode? value, string? type) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        (null, JsonValueKind.Number or JsonValueKind.String) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue() is var number
            && double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture) is var parsed && parsed == Math.Truncate(parsed),
        _ => false,
    };

    private static IEnumerable<Fault> CheckObject(JsonObject map, SchemaNode schema, string path)
    {
        foreach (var name in schema.Required.Where(name => map[name] is null))
            yield return new Fault(Join(path, name), $"{Join(path, name)} is missing; give {Article(schema.Properties[name])}.");
        foreach (var (name, value) in map)
        {
            var child = schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties;
            if (child is null && schema.PreserveUnknownFields)
                continue;
            if (child is null)
                yield return new Fault(Join(path, name), UnknownField(name, schema, path));
            // The API server, too, takes an explicit null for a field that is not given.
            foreach (var fault in child is null || value is null ? [] : Check(value, child, Join(path, name)))
                yield return fault;
        }
    }

    private static IEnumerable<Fault> CheckArray(JsonArray list, SchemaNode schema, string path)
    {
        if (list.Count < schema.MinItems)
            yield return new Fault(path, $"{path} has {list.Count} items; give at least {schema.MinItems}.");
        if (list.Count > schema.MaxItems)
            yield return new Fault(path, $"{path} has {list.Count} items; give at most {schema.MaxItems}.");
        for (var i = 0; i < list.Count; i++)
        {
            foreach (var fault in Check(list[i], schema.Items!, $"{path}[{i}]"))
                yield return fault;
        }
        if (schema.ListMapKey is not { } key)
            yield break;
        foreach (var twice in list.OfType<JsonObject>().Select(item => item[key]?.ToString()).Where(k => k is not null).GroupBy(k => k).Where(g => g.Count() > 1))
            yield return new Fault(path, $"{path} has {twice.Count()} items with {key} '{twice.Key}'; give each its own {key}.");
    }

    private static IEnumerable<Fault> CheckNumber(JsonValue value, SchemaNode schema, string path)
    {
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        if (number < schema.Minimum || (schema.ExclusiveMinimum && number == schema.Minimum))
            yield return new Fault(path, $"{path} is {Show(value)}; set it to {(schema.ExclusiveMinimum ? "more than " : "")}{Show(schema.Minimum)}{(schema.ExclusiveMinimum ? "" : " or more")}.");
        if (number > schema.Maximum || (schema.ExclusiveMaximum && number == schema.Maximum))
            yield return new Fault(path, $"{path} is {Show(value)}; set it to {(schema.ExclusiveMaximum ? "less than " : "")}{Show(schema.Maximum)}{(schema.ExclusiveMaximum ? "" : " or less")}.");
    }

    private static IEnumerable<Fault> CheckText(string text, SchemaNode schema, string path)
    {
        if (schema.Enum.Count > 0 && !schema.Enum.Contains(text))
            yield return new Fault(path, $"{path} is '{text}'; set it to one of {string.Join(", ", schema.Enum)}.");
        if (text.Length < schema.MinLength)
            yield return new Fault(path, $"{path} is '{text}'; give at least {schema.MinLength} character{(schema.MinLength == 1 ? "" : "s")}.");
        else if (text.Length > schema.MaxLength)
            yield return new Fault(path, $"{path} has {text.Length} characters; give at most {schema.MaxLength}.");
        else if (schema.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            yield return new Fault(path, $"{path} is '{text}'; write it as {schema.PatternExplanation}.");
    }

    private static string UnknownField(string name, SchemaNode schema, string path)
    {
        var near = schema.Properties.Keys.MinBy(known => Distance(known, name));
        var hint = near is not null && Distance(near, name) <= Math.Max(2, name.Length / 3)
            ? $"did you mean '{near}'?"
            : $"remove it; the fields here are {string.Join(", ", schema.Properties.Keys)}.";
        return $"{Join(path, name)} is not a field of {(path.Length == 0 ? "a GptTrainingJob" : path)}; {hint}";
    }

    /// <summary>Levenshtein's edit distance, case ignored.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static string Show(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Show(JsonNode? value) => value switch
    {
        null => "empty",
        JsonObject => "an object",
        JsonArray => "a list",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => $"'{v.GetValue<string>()}'",
        _ => value.ToJsonString(),
    };

    private static string Article(SchemaNode schema) => schema.Type switch
    {
        "object" => "an object",
        "array" => "a list",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        null => "a quantity such as '4' or '8Gi'",
        _ when schema.Enum.Count > 0 => $"one of {string.Join(", ", schema.Enum)}",
        _ => "a string",
    };
}
