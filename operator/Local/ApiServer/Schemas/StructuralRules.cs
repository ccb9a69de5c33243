using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>
/// What makes a CRD's schema structural: every field on its spine has one type, and the value validations
/// (allOf, anyOf, oneOf, not) only restrict what the spine already says.
/// </summary>
internal static class StructuralRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly string[] Unsupported =
        ["$ref", "definitions", "dependencies", "patternProperties", "additionalItems", "id"];

    private static readonly string[] SpineOnly =
    [
        "type", "default", "nullable", "title", "description", "additionalProperties", "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-embedded-resource", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
    ];

    public static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        if (TypeOf(schema) is not "object" && schema["type"] is not null)
            errors.Add(FieldError.Invalid($"{path}.type", GoText.Value(schema["type"]), "must be object at the root"));
        else if (schema["type"] is null)
            errors.Add(FieldError.Required($"{path}.type", "must not be empty at the root"));
        if (schema["properties"]?["metadata"] is JsonObject metadata)
            CheckMetadata(metadata, $"{path}.properties[metadata]", errors);
        if (schema["additionalProperties"] is not null)
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used at the root"));
        CheckSpine(schema, path, errors);
    }

    private static void CheckSpine(JsonObject schema, string path, List<FieldError> errors)
    {
        CheckCommon(schema, path, errors);
        CheckType(schema, path, errors);
        ListRules.Check(schema, path, errors);
        foreach (var (name, value) in Members(schema))
            CheckChild(value, $"{path}.properties[{name}]", "must not be empty for specified object fields", errors);
        if (schema["items"] is JsonObject items)
            CheckChild(items, $"{path}.items", "must not be empty for specified array items", errors);
        if (schema["additionalProperties"] is JsonObject values)
            CheckChild(values, $"{path}.additionalProperties", "must not be empty for specified object fields", errors);
        foreach (var (nested, at) in Nested(schema, path))
            CheckNested(nested, at, schema, path, errors);
    }

    private static void CheckChild(JsonNode? child, string path, string typeMissing, List<FieldError> errors)
    {
        if (child is not JsonObject schema)
        {
            errors.Add(FieldError.Invalid(path, GoText.Value(child), "must be a schema object"));
            return;
        }
        var typed = schema["type"] is not null || IsSet(schema, "x-kubernetes-int-or-string")
            || IsSet(schema, "x-kubernetes-preserve-unknown-fields");
        if (!typed)
            errors.Add(FieldError.Required($"{path}.type", typeMissing));
        CheckSpine(schema, path, errors);
    }

    private static void CheckType(JsonObject schema, string path, List<FieldError> errors)
    {
        var type = TypeOf(schema);
        if (type == "null")
            errors.Add(FieldError.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative"));
        else if (schema["type"] is not null && !Types.Contains(type))
            errors.Add(FieldError.NotSupported($"{path}.type", GoText.Value(schema["type"]), Types));
        if (IsSet(schema, "x-kubernetes-int-or-string") && type is not null)
            errors.Add(FieldError.Invalid($"{path}.type", GoText.Quote(type), "must be empty if x-kubernetes-int-or-string is true"));
        if (IsSet(schema, "x-kubernetes-embedded-resource"))
        {
            if (type != "object")
                errors.Add(FieldError.Invalid($"{path}.type", GoText.Quote(type ?? ""), "must be object if x-kubernetes-embedded-resource is true"));
            if (!IsSet(schema, "x-kubernetes-preserve-unknown-fields") && schema["properties"] is null)
                errors.Add(FieldError.Required($"{path}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        }
        if (type is not null and not "array" && schema["items"] is not null)
            errors.Add(FieldError.Forbidden($"{path}.items", "items must not be set if type is not array"));
        if (type == "array" && schema["items"] is null)
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
    }

    private static void CheckCommon(JsonObject schema, string path, List<FieldError> errors)
    {
        foreach (var name in Unsupported.Where(schema.ContainsKey))
            errors.Add(FieldError.Forbidden($"{path}.{name}", $"{name} is not supported"));
        if (IsSet(schema, "uniqueItems"))
            errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        if (schema["additionalProperties"] is { } values && schema["properties"] is JsonObject { Count: > 0 } && values.GetValueKind() != JsonValueKind.True)
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        if (schema["items"] is JsonArray)
            errors.Add(FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        CheckPattern(schema, path, errors);
    }

    private static void CheckPattern(JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema["pattern"] is not JsonValue pattern || pattern.GetValueKind() != JsonValueKind.String)
            return;
        try
        {
            _ = GoRegex.Compile(pattern.GetValue<string>());
        }
        catch (RegexParseException error)
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", GoText.Value(pattern), $"must be a valid regular expression, but isn't: {error.Message}"));
        }
    }

    private static void CheckNested(JsonObject nested, string path, JsonObject spine, string spinePath, List<FieldError> errors)
    {
        CheckCommon(nested, path, errors);
        // The one pattern in which a type may stand inside anyOf: the two forms of an int-or-string.
        var mayHaveType = IsSet(spine, "x-kubernetes-int-or-string") && path.Contains(".anyOf[", StringComparison.Ordinal);
        foreach (var name in SpineOnly.Where(nested.ContainsKey).Where(name => !(name == "type" && mayHaveType)))
            errors.Add(FieldError.Forbidden($"{path}.{name}", "must be empty to be structural"));
        foreach (var (name, value) in Members(nested))
        {
            var at = $"{path}.properties[{name}]";
            if (spine["properties"]?[name] is JsonObject target)
                CheckNested((JsonObject)value!, at, target, $"{spinePath}.properties[{name}]", errors);
            else
                errors.Add(FieldError.Required($"{spinePath}.properties[{name}]", $"because it is defined in {at}"));
        }
        if (nested["items"] is JsonObject items && spine["items"] is JsonObject spineItems)
            CheckNested(items, $"{path}.items", spineItems, $"{spinePath}.items", errors);
        else if (nested["items"] is JsonObject)
            errors.Add(FieldError.Required($"{spinePath}.items", $"because it is defined in {path}.items"));
        foreach (var (inner, at) in Nested(nested, path))
            CheckNested(inner, at, spine, spinePath, errors);
    }

    private static void CheckMetadata(JsonObject metadata, string path, List<FieldError> errors)
    {
        var named = metadata["properties"] is not JsonObject properties || properties.All(member => member.Key is "name" or "generateName");
        if (!named || metadata.Any(member => member.Key is not ("type" or "properties" or "description" or "title")))
            errors.Add(FieldError.Forbidden(path, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
    }

    private static IEnumerable<(JsonObject Schema, string Path)> Nested(JsonObject schema, string path)
    {
        foreach (var word in new[] { "allOf", "anyOf", "oneOf" })
        {
            var alternatives = schema[word] as JsonArray ?? [];
            for (var i = 0; i < alternatives.Count; i++)
            {
                if (alternatives[i] is JsonObject alternative)
                    yield return (alternative, $"{path}.{word}[{i}]");
            }
        }
        if (schema["not"] is JsonObject not)
            yield return (not, $"{path}.not");
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonObject schema) =>
        schema["properties"] as JsonObject ?? [];

    private static bool IsSet(JsonObject schema, string name) =>
        schema[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    private static string? TypeOf(JsonObject schema) =>
        schema["type"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
