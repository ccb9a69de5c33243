using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Objects as tables and as metadata only.</summary>
internal static class Forms
{
    /// <summary>One object in the form that the client wants.</summary>
    public static JsonObject Of(HttpContext context, ResourceType type, JsonObject obj, DateTimeOffset now) => Accept.Form(context.Request) switch
    {
        AcceptedForm.Table => Table(context, type, [obj], new JsonObject { ["resourceVersion"] = obj.Metadata().Text("resourceVersion") }, now),
        AcceptedForm.PartialMetadata => Partial(obj, Accept.MetaVersion(context.Request)),
        _ => obj,
    };

    public static JsonObject Table(HttpContext context, ResourceType type, IEnumerable<JsonObject> objects, JsonObject metadata, DateTimeOffset now)
    {
        var include = context.Request.Query["includeObject"].ToString();
        var version = Accept.MetaVersion(context.Request);
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = $"meta.k8s.io/{version}",
            ["metadata"] = metadata,
            ["columnDefinitions"] = type.Table.Definitions(),
            ["rows"] = new JsonArray([.. objects.Select(o => (JsonNode)Row(type, o, include, version, now))]),
        };
    }

    public static JsonObject PartialList(HttpContext context, IEnumerable<JsonObject> objects, JsonObject metadata)
    {
        var version = Accept.MetaVersion(context.Request);
        return new JsonObject
        {
            ["kind"] = "PartialObjectMetadataList",
            ["apiVersion"] = $"meta.k8s.io/{version}",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. objects.Select(o => (JsonNode)Partial(o, version))]),
        };
    }

    private static JsonObject Row(ResourceType type, JsonObject obj, string include, string version, DateTimeOffset now)
    {
        var row = new JsonObject { ["cells"] = type.Table.Cells(obj, now) };
        switch (include)
        {
            case "Object": row["object"] = obj; break;
            case "None": break;
            default: row["object"] = Partial(obj, version); break;
        }

        return row;
    }

    private static JsonObject Partial(JsonObject obj, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = $"meta.k8s.io/{version}",
        ["metadata"] = obj.Metadata().DeepClone(),
    };
}
