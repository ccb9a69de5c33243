using k8s.Models;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>The schema of <c>metadata</c>, which custom resources have without saying so.</summary>
internal static class ObjectMetaSchema
{
    public static Schema Schema { get; } = BuiltInSchemas.For(typeof(V1ObjectMeta));

    /// <summary>A custom resource's schema with apiVersion, kind and metadata spelled out.</summary>
    public static Schema WithMeta(Schema custom) => custom with
    {
        Properties = new Dictionary<string, Schema>(custom.Properties, StringComparer.Ordinal)
        {
            ["apiVersion"] = new() { Type = "string" },
            ["kind"] = new() { Type = "string" },
            ["metadata"] = Schema,
        },
    };
}
