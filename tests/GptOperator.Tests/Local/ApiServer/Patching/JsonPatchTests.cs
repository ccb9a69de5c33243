using System.Text.Json.Nodes;
using CsCheck;
using GptOperator.Local.ApiServer.Patching;

namespace GptOperator.Tests.Local.ApiServer.Patching;

public sealed class JsonPatchTests
{
    // From RFC 6902, appendix A.
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc"]}]""", """{"foo":["bar",["abc"]]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo"}""")]
    [InlineData("""{"foo":{"bar":"baz"},"qux":{}}""", """[{"op":"move","from":"/foo/bar","path":"/qux/thud"}]""", """{"foo":{},"qux":{"thud":"baz"}}""")]
    [InlineData("""{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]""", """{"a":{"b":1},"c":{"b":2}}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10},{"op":"remove","path":"/~1"}]""", """{"~1":10}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1.0},{"op":"add","path":"/b","value":null}]""", """{"a":1,"b":null}""")]
    public void Patch_gives_the_object_of_the_standard(string current, string patch, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonPatch.Apply(Parse(current), Parse<JsonArray>(patch))));

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", "testing value /a failed: test failed")]
    [InlineData("""[{"op":"remove","path":"/z"}]""", "remove operation does not apply: doc is missing key: /z: missing value")]
    [InlineData("""[{"op":"replace","path":"/z","value":1}]""", "replace operation does not apply: doc is missing key: /z: missing value")]
    [InlineData("""[{"op":"add","path":"/l/5","value":1}]""", "add operation does not apply: doc is missing path: /l/5: Unable to access invalid index: 5: invalid index referenced")]
    [InlineData("""[{"op":"add","path":"/z/y","value":1}]""", "add operation does not apply: doc is missing key: /z: missing value")]
    [InlineData("""[{"op":"jump","path":"/a"}]""", "Unexpected kind: jump")]
    [InlineData("""[{"path":"/a"}]""", "each operation of a JSON patch needs a string 'op'")]
    public void Patch_that_does_not_fit_says_why(string patch, string error) =>
        Assert.Equal(error, Assert.Throws<PatchException>(() => JsonPatch.Apply(Parse("""{"a":1,"l":[1]}"""), Parse<JsonArray>(patch))).Message);

    [Fact]
    public void Adding_and_removing_any_field_restores_the_object() => Gen.Int.Sample(seed =>
    {
        var obj = RandomJson.Object(new Random(seed));
        var patch = new JsonArray(
            new JsonObject { ["op"] = "add", ["path"] = "/new", ["value"] = RandomJson.Object(new Random(~seed)) },
            new JsonObject { ["op"] = "move", ["from"] = "/new", ["path"] = "/moved" },
            new JsonObject { ["op"] = "remove", ["path"] = "/moved" });

        return JsonNode.DeepEquals(obj, JsonPatch.Apply(obj, patch));
    });

    private static JsonObject Parse(string json) => Parse<JsonObject>(json);

    private static T Parse<T>(string json) where T : JsonNode => (T)JsonNode.Parse(json)!;
}
