using System.Text.Json.Nodes;
using GptOperator.Crds.Validation;

namespace GptOperator.Crds.Generation;

/// <summary>Writes a schema as the OpenAPI v3 JSON of a CRD.</summary>
public static class SchemaJson
{
    /// <param name="node">The schema.</param>
    /// <param name="path">Where its value stands in the job, such as <c>spec.model</c>; empty for the job itself. It finds the CEL rules.</param>
    public static JsonObject Write(SchemaNode node, string path)
    {
        ArgumentNullException.ThrowIfNull(node);
        var json = new JsonObject();
        if (node.Description.Length > 0)
            json["description"] = node.Description;
        if (node.Type is not null)
            json["type"] = node.Type;
        else
            json["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        Set(json, "format", node.Format);
        Set(json, "default", node.Default?.DeepClone());
        if (node.Enum.Count > 0)
            json["enum"] = Strings(node.Enum);
        WriteBounds(json, node);
        WriteChildren(json, node, path);
        WriteExtensions(json, node, path);
        return json;
    }

    private static void WriteBounds(JsonObject json, SchemaNode node)
    {
        Set(json, "minimum", Number(node.Minimum));
        Set(json, "exclusiveMinimum", node.ExclusiveMinimum ? true : null);
        Set(json, "maximum", Number(node.Maximum));
        Set(json, "exclusiveMaximum", node.ExclusiveMaximum ? true : null);
        Set(json, "minLength", node.MinLength);
        Set(json, "maxLength", node.MaxLength);
        Set(json, "pattern", node.Pattern);
        Set(json, "minItems", node.MinItems);
        Set(json, "maxItems", node.MaxItems);
    }

    private static void WriteChildren(JsonObject json, SchemaNode node, string path)
    {
        if (node.Required.Count > 0)
            json["required"] = Strings(node.Required);
        if (node.Properties.Count > 0)
            json["properties"] = new JsonObject(node.Properties.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Property(p.Key, p.Value, path))));
        if (node.Items is not null)
            json["items"] = Write(node.Items, path + "[]");
        if (node.AdditionalProperties is not null)
            json["additionalProperties"] = Write(node.AdditionalProperties, path + "{}");
    }

    private static JsonObject Property(string name, SchemaNode node, string parent) => name == "metadata" && parent.Length == 0
        ? new JsonObject { ["type"] = "object" }
        : Write(node, parent.Length == 0 ? name : $"{parent}.{name}");

    private static void WriteExtensions(JsonObject json, SchemaNode node, string path)
    {
        if (node.Type is null)
            json["x-kubernetes-int-or-string"] = true;
        if (node.PreserveUnknownFields)
            json["x-kubernetes-preserve-unknown-fields"] = true;
        if (node.ListMapKey is not null)
        {
            json["x-kubernetes-list-type"] = "map";
            json["x-kubernetes-list-map-keys"] = Strings([node.ListMapKey]);
        }
        else if (node.Type == "array")
        {
            json["x-kubernetes-list-type"] = "atomic";
        }
        var rules = CelRules(path);
        if (rules.Count > 0)
            json["x-kubernetes-validations"] = rules;
    }

    private static JsonArray CelRules(string path)
    {
        var rules = new JsonArray();
        foreach (var edit in SpecEdits.All.Where(edit => path == "spec" && edit.Cel is not null))
            rules.Add(new JsonObject { ["rule"] = edit.Cel, ["message"] = edit.Message, ["fieldPath"] = edit.FieldPath });
        foreach (var rule in Rules.All.Where(r => r.Cel is not null && r.At == path))
            rules.Add(new JsonObject { ["rule"] = rule.Cel, ["message"] = rule.Mend });
        return rules;
    }

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
            json[name] = value;
    }

    private static JsonValue? Number(double? value) =>
        value is not { } number ? null : number == Math.Truncate(number) ? JsonValue.Create((long)number) : JsonValue.Create(number);

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);
}
