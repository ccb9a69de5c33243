using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>OpenAPI 3 documents: enough for kubectl's explain, apply, edit and validation.</summary>
internal static class OpenApiV3
{
    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];

    /// <param name="types">The resources of one group and version.</param>
    public static JsonObject Document(IReadOnlyList<ResourceType> types)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        foreach (var type in types)
        {
            AddPaths(paths, type);
            schemas[SchemaName(type)] = SchemaOf(type);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static void AddPaths(JsonObject paths, ResourceType type)
    {
        var root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.ApiVersion}";
        var collection = type.Namespaced ? $"{root}/namespaces/{{namespace}}/{type.Plural}" : $"{root}/{type.Plural}";
        var one = collection + "/{name}";
        if (type.Namespaced) AddPath(paths, $"{root}/{type.Plural}", type, ("list", "get", "list"));
        AddPath(paths, collection, type, ("list", "get", "list"), ("create", "post", "post"), ("deletecollection", "delete", "deletecollection"));
        AddPath(paths, one, type, Single);
        if (type.HasStatus) AddPath(paths, one + "/status", type, ("get", "get", "get"), ("update", "put", "put"), ("patch", "patch", "patch"));
    }

    private static (string Verb, string Method, string Action)[] Single =>
        [("get", "get", "get"), ("update", "put", "put"), ("patch", "patch", "patch"), ("delete", "delete", "delete")];

    private static void AddPath(JsonObject paths, string path, ResourceType type, params ReadOnlySpan<(string Verb, string Method, string Action)> operations)
    {
        var item = new JsonObject();
        foreach (var (verb, method, action) in operations)
            if (type.Verbs.Contains(verb)) item[method] = Operation(type, method, action);
        if (item.Count > 0) paths[path] = item;
    }

    private static JsonObject Operation(ResourceType type, string method, string action)
    {
        var reference = new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaName(type)}" };
        var operation = new JsonObject
        {
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = GroupVersionKind(type),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "OK", ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = reference } } },
            },
        };
        if (method is "post" or "put" or "patch")
        {
            operation["parameters"] = new JsonArray([.. WriteParameters.Select(p => (JsonNode)new JsonObject
            {
                ["name"] = p,
                ["in"] = "query",
                ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
            })]);
        }

        return operation;
    }

    private static JsonObject SchemaOf(ResourceType type)
    {
        var schema = OpenApiWriter.ToOpenApiV3(type.Schema.Value);
        schema["type"] = "object";
        var properties = schema.Child("properties");
        properties["apiVersion"] = Text("APIVersion defines the versioned schema of this representation of an object.");
        properties["kind"] = Text("Kind is a string value representing the REST resource this object represents.");
        var metadata = OpenApiWriter.ToOpenApiV3(ObjectMetaSchema.Schema);
        metadata["description"] = "Standard object's metadata.";
        properties["metadata"] = metadata;
        schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(type));
        return schema;
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject GroupVersionKind(ResourceType type) =>
        new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static string SchemaName(ResourceType type) => type.IsCustom
        ? $"{string.Join('.', type.Group.Split('.').Reverse())}.{type.Version}.{type.Kind}"
        : $"io.k8s.api.{(type.Group.Length == 0 ? "core" : type.Group.Split('.')[0])}.{type.Version}.{type.Kind}";
}
