using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Cel;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Reads the structural schema of one version of a CRD.</summary>
internal static class CrdSchemas
{
    /// <summary>Where the API server says a schema lies, whichever version it belongs to.</summary>
    public const string Root = "spec.validation.openAPIV3Schema";

    /// <exception cref="InvalidSchemaException">The schema is not structural, or a rule in it does not compile.</exception>
    public static Schema Parse(JsonObject openAPIV3Schema)
    {
        var errors = new List<FieldError>();
        StructuralRules.Check(openAPIV3Schema, Root, errors);
        if (errors.Count > 0)
            throw new InvalidSchemaException(errors);

        var schema = Read(openAPIV3Schema);
        DefaultRules.Check(schema, Root, errors);
        CelRules.Check(schema, Root, errors);
        return errors.Count == 0 ? schema : throw new InvalidSchemaException(errors);
    }

    private static Schema Read(JsonObject json) => new()
    {
        Type = Text(json, "type"),
        Format = Text(json, "format"),
        Title = Text(json, "title"),
        Description = Text(json, "description"),
        Nullable = Flag(json, "nullable"),
        Default = json["default"],
        Example = json["example"],
        Properties = ReadProperties(json),
        AdditionalProperties = json["additionalProperties"] is JsonObject values ? Read(values) : null,
        AdditionalPropertiesAllowed = json["additionalProperties"] is JsonValue allowed ? allowed.GetValue<bool>() : null,
        Items = json["items"] is JsonObject items ? Read(items) : null,
        Required = Texts(json, "required"),
        Enum = json["enum"] is JsonArray allowedValues ? [.. allowedValues] : [],
        Minimum = Number(json, "minimum"),
        Maximum = Number(json, "maximum"),
        ExclusiveMinimum = Flag(json, "exclusiveMinimum"),
        ExclusiveMaximum = Flag(json, "exclusiveMaximum"),
        MultipleOf = Number(json, "multipleOf"),
        MinLength = Count(json, "minLength"),
        MaxLength = Count(json, "maxLength"),
        Pattern = Text(json, "pattern"),
        MinItems = Count(json, "minItems"),
        MaxItems = Count(json, "maxItems"),
        UniqueItems = Flag(json, "uniqueItems"),
        MinProperties = Count(json, "minProperties"),
        MaxProperties = Count(json, "maxProperties"),
        AllOf = ReadAll(json, "allOf"),
        AnyOf = ReadAll(json, "anyOf"),
        OneOf = ReadAll(json, "oneOf"),
        Not = json["not"] is JsonObject not ? Read(not) : null,
        IntOrString = Flag(json, "x-kubernetes-int-or-string"),
        PreserveUnknownFields = Flag(json, "x-kubernetes-preserve-unknown-fields"),
        EmbeddedResource = Flag(json, "x-kubernetes-embedded-resource"),
        ListType = ReadListType(json),
        ListMapKeys = Texts(json, "x-kubernetes-list-map-keys"),
        MapType = Text(json, "x-kubernetes-map-type"),
        Validations = ReadRules(json),
    };

    private static Dictionary<string, Schema> ReadProperties(JsonObject json)
    {
        var properties = new Dictionary<string, Schema>(StringComparer.Ordinal);
        if (json["properties"] is not JsonObject members)
            return properties;
        foreach (var (name, member) in members)
            properties[name] = Read((JsonObject)member!);
        return properties;
    }

    private static List<Schema> ReadAll(JsonObject json, string name) =>
        json[name] is JsonArray alternatives ? [.. alternatives.Select(each => Read((JsonObject)each!))] : [];

    private static ListType? ReadListType(JsonObject json) => Text(json, "x-kubernetes-list-type") switch
    {
        "atomic" => ListType.Atomic,
        "set" => ListType.Set,
        "map" => ListType.Map,
        _ => null,
    };

    private static List<ValidationRule> ReadRules(JsonObject json) =>
        json["x-kubernetes-validations"] is not JsonArray rules ? [] : [.. rules.OfType<JsonObject>().Select(rule => new ValidationRule
        {
            Rule = Text(rule, "rule") ?? "",
            Message = Text(rule, "message"),
            MessageExpression = Text(rule, "messageExpression"),
            Reason = Text(rule, "reason"),
            FieldPath = Text(rule, "fieldPath"),
            OptionalOldSelf = rule["optionalOldSelf"]?.GetValue<bool>(),
        })];

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static bool Flag(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    private static double? Number(JsonObject json, string name) =>
        JsonNumbers.IsNumber(json[name]) ? JsonNumbers.Double((JsonValue)json[name]!) : null;

    private static long? Count(JsonObject json, string name) =>
        JsonNumbers.IsNumber(json[name]) && JsonNumbers.TryInteger((JsonValue)json[name]!, out var count) ? count : null;

    private static List<string> Texts(JsonObject json, string name) =>
        json[name] is JsonArray texts ? [.. texts.Select(text => text!.GetValue<string>())] : [];
}
