using System.Text.Json.Nodes;
using CsCheck;
using GptOperator.Local.ApiServer.Patching;

namespace GptOperator.Tests.Local.ApiServer.Patching;

public sealed class MergePatchTests
{
    // From RFC 7386, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Patch_gives_the_object_of_the_standard(string current, string patch, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), MergePatch.Apply(Parse(current), Parse(patch))));

    [Fact]
    public void Patching_twice_is_patching_once() => Gen.Int.Sample(seed =>
    {
        var (obj, patch) = (RandomJson.Object(new Random(seed)), RandomJson.Object(new Random(~seed), nulls: true));
        var once = MergePatch.Apply(obj, patch);

        return JsonNode.DeepEquals(once, MergePatch.Apply(once, patch));
    });

    [Fact]
    public void An_object_as_a_patch_of_nothing_gives_itself() => Gen.Int.Sample(seed =>
    {
        var obj = RandomJson.Object(new Random(seed));

        return JsonNode.DeepEquals(obj, MergePatch.Apply([], obj));
    });

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
