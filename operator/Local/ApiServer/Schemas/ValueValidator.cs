using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>OpenAPI value validation with the API server's own wording.</summary>
internal sealed class ValueValidator
{
    private readonly List<FieldError> _errors = [];
    private int _matches;

    private ValueValidator()
    {
    }

    /// <param name="old">The value this one replaces; null where there is none to compare with.</param>
    /// <param name="path">Path of the value; empty at the root.</param>
    public static ValidationResult Validate(JsonNode? value, JsonNode? old, Schema schema, string path)
    {
        var validator = new ValueValidator();
        validator.Check(value, old, schema, path);
        return new(validator._errors, validator._matches);
    }

    private void Check(JsonNode? value, JsonNode? old, Schema schema, string path)
    {
        if (old is not null && JsonEquality.Same(value, old))
            return;
        CheckType(value, schema, path);
        if (value is not null)
            CheckPresent(value, old, schema, path);
        if (schema.Enum.Count > 0 && !schema.Enum.Any(allowed => JsonEquality.Same(allowed, value)) && !(value is null && schema.Nullable))
            Add(FieldError.NotSupported(path, value is null ? "\"\"" : GoText.Value(value), schema.Enum.Select(Plain)));
        if (value is JsonObject obj)
            CheckObject(obj, old as JsonObject, schema, path);
        _matches++;
    }

    private void CheckPresent(JsonNode value, JsonNode? old, Schema schema, string path)
    {
        CheckAlternatives(value, schema, path);
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                ScalarRules.CheckString(value.GetValue<string>(), schema, path, _errors);
                break;
            case JsonValueKind.Number:
                ScalarRules.CheckNumber((JsonValue)value, schema, path, _errors);
                break;
            case JsonValueKind.Array:
                CheckArray((JsonArray)value, old as JsonArray, schema, path);
                break;
        }
    }

    private void CheckType(JsonNode? value, Schema schema, string path)
    {
        if (ScalarRules.TypeError(value, schema, path) is { } error)
            Add(error);
        else
            _matches++;
    }

    private void CheckArray(JsonArray array, JsonArray? old, Schema schema, string path)
    {
        for (var i = 0; i < array.Count && schema.Items is not null; i++)
            Check(array[i], Correlation.OldItem(array[i], old, schema), schema.Items, $"{path}[{i}]");
        if (array.Count < schema.MinItems)
            Add(FieldError.Invalid(path, $"{array.Count}", $"{path} in body should have at least {schema.MinItems} items"));
        if (array.Count > schema.MaxItems)
            Add(FieldError.TooMany(path, array.Count, schema.MaxItems.Value));
    }

    private void CheckObject(JsonObject obj, JsonObject? old, Schema schema, string path)
    {
        if (obj.Count < schema.MinProperties)
        {
            Add(FieldError.Invalid(path, $"{obj.Count}", $"{path} in body should have at least {schema.MinProperties} properties"));
            return;
        }
        if (obj.Count > schema.MaxProperties)
        {
            Add(FieldError.TooMany(path, obj.Count, schema.MaxProperties.Value));
            return;
        }
        foreach (var (name, value) in obj)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            var before = schema.IsAtomicMap ? null : old?[name];
            if (schema.Properties.TryGetValue(name, out var property))
                Check(value, before, property, at);
            else if (schema.AdditionalProperties is not null)
                Check(value, before, schema.AdditionalProperties, at);
        }
        foreach (var name in schema.Required.Where(name => !obj.ContainsKey(name)))
            Add(FieldError.Required(path.Length == 0 ? name : $"{path}.{name}"));
    }

    private void CheckAlternatives(JsonNode value, Schema schema, string path)
    {
        CheckAnyOf(value, schema.AnyOf, path);
        CheckOneOf(value, schema.OneOf, path);
        var valid = 0;
        foreach (var each in schema.AllOf)
        {
            var result = Validate(value, null, each, path);
            valid += result.IsValid ? 1 : 0;
            Merge(result);
        }
        if (valid != schema.AllOf.Count)
            AddGeneral($"{GoText.Quote(path)} must validate all the schemas (allOf){(valid == 0 ? ". None validated" : "")}");
        if (schema.Not is not null && Validate(value, null, schema.Not, path).IsValid)
            AddGeneral($"{GoText.Quote(path)} must not validate the schema (not)");
    }

    private void CheckAnyOf(JsonNode value, IReadOnlyList<Schema> schemas, string path)
    {
        if (schemas.Count == 0)
            return;
        var results = schemas.Select(schema => Validate(value, null, schema, path)).ToList();
        if (results.Any(result => result.IsValid))
            return;
        AddGeneral($"{GoText.Quote(path)} must validate at least one schema (anyOf)");
        Merge(Best(results));
    }

    private void CheckOneOf(JsonNode value, IReadOnlyList<Schema> schemas, string path)
    {
        if (schemas.Count == 0)
            return;
        var results = schemas.Select(schema => Validate(value, null, schema, path)).ToList();
        var valid = results.Count(result => result.IsValid);
        if (valid == 1)
            return;
        AddGeneral($"{GoText.Quote(path)} must validate one and only one schema (oneOf). {(valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives")}");
        if (valid == 0)
            Merge(Best(results));
    }

    private static ValidationResult Best(List<ValidationResult> failures) => failures.MaxBy(failure => failure.Matches)!;

    private void Merge(ValidationResult result)
    {
        _errors.AddRange(result.Errors);
        _matches += result.Matches;
    }

    private void Add(FieldError error) => _errors.Add(error);

    // The API server has no path for these and says so.
    private void AddGeneral(string text) => Add(FieldError.Invalid("<nil>", "\"\"", text));

    private static string Plain(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : GoText.Value(value);
}
