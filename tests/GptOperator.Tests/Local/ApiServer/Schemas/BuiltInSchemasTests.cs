using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;
using k8s.Models;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

public sealed class BuiltInSchemasTests
{
    [Fact]
    public void Every_kind_of_the_client_library_has_a_schema_that_can_be_written()
    {
        var kinds = typeof(V1Pod).Assembly.GetTypes().Where(type => type.IsClass && type.GetProperty("Kind") is not null && type.GetProperty("ApiVersion") is not null && type.Namespace == "k8s.Models" && !type.IsAbstract && !type.IsGenericType);

        Assert.All(kinds, kind => Assert.Equal("object", BuiltInSchemas.For(kind).Type));
        Assert.NotNull(OpenApiWriter.ToOpenApiV3(BuiltInSchemas.For(typeof(V1Pod)))["properties"]!["spec"]!["properties"]!["containers"]!["x-kubernetes-list-map-keys"]);
        Assert.NotNull(OpenApiWriter.ToOpenApiV3(BuiltInSchemas.For(typeof(V1CustomResourceDefinition))));
    }

    [Fact]
    public void Unknown_fields_of_a_pod_are_pruned_and_raw_values_kept()
    {
        var pod = (JsonObject)JsonNode.Parse("""
            {"kind":"Pod","metadata":{"name":"p","nmae":"x","managedFields":[{"fieldsV1":{"f:spec":{}}}]},
             "spec":{"containers":[{"name":"c","imagee":"i","resources":{"limits":{"cpu":1}},"livenessProbe":{"httpGet":{"port":"http"}}}]}}
            """)!;

        Assert.Equal(["metadata.nmae", "spec.containers[0].imagee"], SchemaPruner.Prune(pod, BuiltInSchemas.For(typeof(V1Pod))));
        Assert.Empty(SchemaValidator.Validate(pod, null, BuiltInSchemas.For(typeof(V1Pod))));
    }
}
