using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Patching;
using GptOperator.Local.ApiServer.Schemas;
using k8s.Models;

namespace GptOperator.Tests.Local.ApiServer.Patching;

public sealed class StrategicMergePatchTests
{
    [Theory]
    [InlineData("""{"containers":[{"name":"a","image":"1"}]}""", """{"containers":[{"name":"a","tty":true}]}""", """{"containers":[{"name":"a","image":"1","tty":true}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a","$patch":"delete"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"$patch":"replace"},{"name":"c"}]}""", """{"containers":[{"name":"c"}]}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"containers":[{"name":"b"}]}""", """{"containers":[{"name":"b"},{"name":"a"}]}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"$setElementOrder/containers":[{"name":"a"},{"name":"b"}],"containers":[{"name":"b"}]}""", """{"containers":[{"name":"a"},{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}""", """{"containers":[{"name":"b"},{"name":"a"}]}""")]
    [InlineData("""{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"b"}]}""")]
    [InlineData("""{"nodeSelector":{"a":"1","b":"2"}}""", """{"nodeSelector":{"a":null,"c":"3"}}""", """{"nodeSelector":{"b":"2","c":"3"}}""")]
    [InlineData("""{"nodeSelector":{"a":"1"}}""", """{"nodeSelector":{"$patch":"replace","c":"3"}}""", """{"nodeSelector":{"c":"3"}}""")]
    [InlineData("""{"volumes":[{"name":"v","emptyDir":{}}]}""", """{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}""", """{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}""")]
    [InlineData("""{"containers":[{"name":"a","ports":[{"containerPort":1,"protocol":"TCP"}]}]}""", """{"containers":[{"name":"a","ports":[{"containerPort":1,"protocol":"UDP"}]}]}""", """{"containers":[{"name":"a","ports":[{"containerPort":1,"protocol":"UDP"}]}]}""")]
    public void Pod_spec_is_patched_by_its_merge_keys(string spec, string patch, string expected)
    {
        var patched = Apply(Pod("spec", spec), Pod("spec", patch));

        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), patched["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"finalizers":["a"]}""", """{"finalizers":["b","a"]}""", """{"finalizers":["a","b"]}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"]}""", """{"finalizers":["b"]}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b"]}""", """{"finalizers":["b"]}""")]
    [InlineData("""{"labels":{"a":"1"}}""", """{"labels":{"b":"2"},"annotations":{"x":null,"y":"z"}}""", """{"labels":{"a":"1","b":"2"},"annotations":{"y":"z"}}""")]
    public void Metadata_is_patched_by_its_strategies(string metadata, string patch, string expected)
    {
        var patched = Apply(Pod("metadata", metadata), Pod("metadata", patch));

        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), patched["metadata"]!.ToJsonString());
    }

    [Fact]
    public void Item_without_its_merge_key_is_refused() => Assert.Equal(
        """map: {"image":"x"} does not contain declared merge key: name""",
        Assert.Throws<PatchException>(() => Apply(Pod("spec", "{}"), Pod("spec", """{"containers":[{"image":"x"}]}"""))).Message);

    private static JsonObject Apply(JsonObject current, JsonObject patch) =>
        StrategicMergePatch.Apply(current, patch, BuiltInSchemas.For(typeof(V1Pod)));

    private static JsonObject Pod(string part, string json) => new() { [part] = JsonNode.Parse(json) };
}
