using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>What field ownership needs to know of a schema.</summary>
internal static class TypedSchema
{
    private static readonly string[] Always = ["spec", "status"];
    private static readonly ConditionalWeakTable<Schema, Schema> Complete = [];

    /// <summary>The schema of a whole object: a custom resource's own says nothing of its metadata.</summary>
    public static Schema Root(Schema schema) =>
        schema.Properties.TryGetValue("metadata", out var metadata) && ReferenceEquals(metadata, ObjectMetaSchema.Schema)
            ? schema
            : Complete.GetValue(schema, ObjectMetaSchema.WithMeta);

    /// <summary>An object before it is made: of a built-in kind, spec and status are always there, and so never owned as such.</summary>
    public static JsonObject Blank(Schema schema)
    {
        var blank = new JsonObject();
        foreach (var name in Always.Where(name => schema.IsBuiltIn && schema.Properties.ContainsKey(name)))
            blank[name] = new JsonObject();
        return blank;
    }

    /// <summary>Whether a value is owned as a whole: a scalar, an atomic list or map.</summary>
    public static bool IsLeaf(JsonNode? value, Schema schema) => value switch
    {
        JsonObject => schema.IsAtomicMap,
        JsonArray => schema.ListType is not (ListType.Set or ListType.Map),
        _ => true,
    };

    /// <summary>A member that the schema does not name is taken for what it looks like.</summary>
    public static Schema Member(Schema schema, string name) => schema.Member(name) ?? Schema.Anything;

    public static Schema Items(Schema schema) => schema.Items ?? Schema.Anything;
}
