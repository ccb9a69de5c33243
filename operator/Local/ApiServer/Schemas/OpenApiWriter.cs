using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Writes a schema as OpenAPI 3, for <c>/openapi/v3</c> and <c>kubectl explain</c>.</summary>
internal static class OpenApiWriter
{
    /// <summary>The schema inlined; where a kind contains itself, the inner one is an object without members.</summary>
    public static JsonObject ToOpenApiV3(Schema schema) => Write(schema, []);

    private static JsonObject Write(Schema schema, Stack<Schema> within)
    {
        var json = new JsonObject();
        WriteNames(json, schema);
        if (within.Contains(schema))
            return json;
        within.Push(schema);
        WriteStructure(json, schema, within);
        within.Pop();
        WriteBounds(json, schema);
        WriteExtensions(json, schema);
        return json;
    }

    private static void WriteNames(JsonObject json, Schema schema)
    {
        Put(json, "description", schema.Description);
        Put(json, "title", schema.Title);
        if (schema.Format == "quantity")
        {
            json["type"] = "string";
            return;
        }
        if (schema.IntOrString && schema.Format is not null)
            json["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        Put(json, "type", schema.Type);
        Put(json, "format", schema.Format);
    }

    private static void WriteStructure(JsonObject json, Schema schema, Stack<Schema> within)
    {
        if (schema.Nullable)
            json["nullable"] = true;
        if (schema.Default is not null)
            json["default"] = schema.Default.DeepClone();
        if (schema.Example is not null)
            json["example"] = schema.Example.DeepClone();
        if (schema.Properties.Count > 0)
            json["properties"] = new JsonObject(schema.Properties.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Key, Write(member.Value, within))));
        if (schema.AdditionalProperties is not null)
            json["additionalProperties"] = Write(schema.AdditionalProperties, within);
        else if (schema.AdditionalPropertiesAllowed is { } allowed)
            json["additionalProperties"] = allowed;
        if (schema.Items is not null)
            json["items"] = Write(schema.Items, within);
        WriteAll(json, "allOf", schema.AllOf, within);
        WriteAll(json, "anyOf", schema.AnyOf, within);
        WriteAll(json, "oneOf", schema.OneOf, within);
        if (schema.Not is not null)
            json["not"] = Write(schema.Not, within);
    }

    private static void WriteBounds(JsonObject json, Schema schema)
    {
        PutAll(json, "required", schema.Required);
        if (schema.Enum.Count > 0)
            json["enum"] = new JsonArray([.. schema.Enum.Select(value => value?.DeepClone())]);
        Put(json, "minimum", schema.Minimum);
        Put(json, "maximum", schema.Maximum);
        Flag(json, "exclusiveMinimum", schema.ExclusiveMinimum);
        Flag(json, "exclusiveMaximum", schema.ExclusiveMaximum);
        Put(json, "multipleOf", schema.MultipleOf);
        Put(json, "minLength", schema.MinLength);
        Put(json, "maxLength", schema.MaxLength);
        Put(json, "pattern", schema.Pattern);
        Put(json, "minItems", schema.MinItems);
        Put(json, "maxItems", schema.MaxItems);
        Put(json, "minProperties", schema.MinProperties);
        Put(json, "maxProperties", schema.MaxProperties);
    }

    private static void WriteExtensions(JsonObject json, Schema schema)
    {
        Flag(json, "x-kubernetes-int-or-string", schema.IntOrString && schema.Format is null);
        Flag(json, "x-kubernetes-preserve-unknown-fields", schema.PreserveUnknownFields);
        Flag(json, "x-kubernetes-embedded-resource", schema.EmbeddedResource);
        Put(json, "x-kubernetes-list-type", schema.ListType?.ToString().ToLowerInvariant());
        PutAll(json, "x-kubernetes-list-map-keys", schema.ListMapKeys);
        Put(json, "x-kubernetes-map-type", schema.MapType);
        Put(json, "x-kubernetes-patch-merge-key", schema.PatchMergeKey);
        Put(json, "x-kubernetes-patch-strategy", schema.PatchStrategies.Count == 0 ? null : string.Join(",", schema.PatchStrategies));
        if (schema.Validations.Count > 0)
            json["x-kubernetes-validations"] = new JsonArray([.. schema.Validations.Select(WriteRule)]);
    }

    private static JsonObject WriteRule(ValidationRule rule)
    {
        var json = new JsonObject();
        Put(json, "fieldPath", rule.FieldPath);
        Put(json, "message", rule.Message);
        Put(json, "messageExpression", rule.MessageExpression);
        if (rule.OptionalOldSelf is { } optional)
            json["optionalOldSelf"] = optional;
        Put(json, "reason", rule.Reason);
        Put(json, "rule", rule.Rule);
        return json;
    }

    private static void WriteAll(JsonObject json, string name, IReadOnlyList<Schema> schemas, Stack<Schema> within)
    {
        if (schemas.Count > 0)
            json[name] = new JsonArray([.. schemas.Select(schema => Write(schema, within))]);
    }

    private static void Put<T>(JsonObject json, string name, T? value)
    {
        if (value is not null)
            json[name] = JsonValue.Create(value);
    }

    private static void PutAll(JsonObject json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            json[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
    }

    private static void Flag(JsonObject json, string name, bool value)
    {
        if (value)
            json[name] = true;
    }
}
