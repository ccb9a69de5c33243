using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

public sealed class CrdSchemasTests
{
    // The wording is that of kube-apiserver 1.36.
    [Theory]
    [InlineData("""{}""", "type: Required value: must not be empty at the root")]
    [InlineData("""{"properties":{"a":{}}}""", "properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"properties":{"a":{"type":"array"}}}""", "properties[a].items: Required value: must be specified")]
    [InlineData("""{"properties":{"a":{"type":"text"}}}""", "properties[a].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("""{"properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":{"type":"string"}}}}""", "properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"type":"string"},"uniqueItems":true}}}""", "properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData("""{"properties":{"a":{"type":"string","x-kubernetes-list-type":"set"}}}""", "properties[a].type: Invalid value: \"string\": must be array if x-kubernetes-list-type is specified")]
    [InlineData("""{"properties":{"a":{"type":"integer","default":"x"}}}""", "properties[a].default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("""{"properties":{"a":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 'x'"}]}}}""", "properties[a].x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self \\u003e 'x'\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:6: found no matching overload for '_>_' applied to '(int, string)'\n | self > 'x'\n | .....^")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"type":"integer","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}}}}""", "properties[a].items.x-kubernetes-validations[0].rule: Invalid value: \"self == oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within spec.validation.openAPIV3Schema.properties[a]")]
    [InlineData("""{"properties":{"a":{"type":"integer","default":1,"x-kubernetes-validations":[{"rule":"self > 5","message":"more"}]}}}""", "properties[a].default: Invalid value: 1: more")]
    public void Schema_that_is_not_structural_is_refused_with_its_fault(string schema, string fault)
    {
        var json = (JsonObject)JsonNode.Parse(schema)!;
        if (json.Count > 0)
            json["type"] = "object";

        var error = Assert.Throws<InvalidSchemaException>(() => CrdSchemas.Parse(json));

        Assert.Equal($"{CrdSchemas.Root}.{fault}", Assert.Single(error.Errors).ToString());
    }

    [Fact]
    public void Schema_written_back_is_the_one_that_was_read()
    {
        foreach (var name in CaseFile.Names.Select(row => row.Data))
        {
            var schema = CaseFile.Read(name)["schema"]!;

            Assert.True(JsonNode.DeepEquals(schema, OpenApiWriter.ToOpenApiV3(CrdSchemas.Parse((JsonObject)schema))), name);
        }
    }
}
