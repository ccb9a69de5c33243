using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>What a CRD may say about merging its lists and maps.</summary>
internal static class ListRules
{
    private const string TypeName = "x-kubernetes-list-type";
    private const string KeysName = "x-kubernetes-list-map-keys";
    private const string MapName = "x-kubernetes-map-type";

    public static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        CheckMap(schema, path, errors);
        var listType = Text(schema[TypeName]);
        if (schema[KeysName] is JsonArray && listType != "map")
            errors.Add(FieldError.Invalid($"{path}.{TypeName}", GoText.Quote(listType ?? ""), "must be map if x-kubernetes-list-map-keys is non-empty"));
        if (listType is null)
            return;
        if (listType is not ("atomic" or "set" or "map"))
            errors.Add(FieldError.NotSupported($"{path}.{TypeName}", GoText.Quote(listType), ["atomic", "map", "set"]));
        if (Text(schema["type"]) != "array")
            errors.Add(FieldError.Invalid($"{path}.type", GoText.Quote(Text(schema["type"]) ?? ""), "must be array if x-kubernetes-list-type is specified"));
        if (listType == "map")
            CheckKeys(schema, path, errors);
    }

    private static void CheckKeys(JsonObject schema, string path, List<FieldError> errors)
    {
        var keys = schema[KeysName] as JsonArray ?? [];
        if (keys.Count == 0)
            errors.Add(FieldError.Required($"{path}.{KeysName}", "must not be empty if x-kubernetes-list-type is map"));
        var items = schema["items"] as JsonObject;
        if (items is not null && Text(items["type"]) != "object")
            errors.Add(FieldError.Invalid($"{path}.items.type", GoText.Quote(Text(items["type"]) ?? ""), "must be object if parent array's x-kubernetes-list-type is map"));
        for (var i = 0; i < keys.Count; i++)
            CheckKey(Text(keys[i]) ?? "", items, $"{path}.{KeysName}[{i}]", path, errors);
    }

    private static void CheckKey(string key, JsonObject? items, string keyPath, string path, List<FieldError> errors)
    {
        if (items?["properties"]?[key] is not JsonObject property)
        {
            errors.Add(FieldError.Invalid(keyPath, GoText.Quote(key), "entries in x-kubernetes-list-map-keys must all be names of item properties"));
            return;
        }
        if (Text(property["type"]) is "array" or "object")
            errors.Add(FieldError.Invalid($"{path}.items.properties[{key}].type", GoText.Value(property["type"]), "must be a scalar type if parent array's x-kubernetes-list-type is map"));
        var required = items["required"] is JsonArray names && names.Any(name => Text(name) == key);
        if (!required && property["default"] is null)
            errors.Add(FieldError.Required($"{path}.items.properties[{key}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
    }

    private static void CheckMap(JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema[MapName] is null)
            return;
        if (Text(schema[MapName]) is not ("atomic" or "granular"))
            errors.Add(FieldError.NotSupported($"{path}.{MapName}", GoText.Value(schema[MapName]), ["atomic", "granular"]));
        if (Text(schema["type"]) != "object")
            errors.Add(FieldError.Invalid($"{path}.type", GoText.Quote(Text(schema["type"]) ?? ""), "must be object if x-kubernetes-map-type is specified"));
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
