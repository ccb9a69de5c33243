using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;

namespace GptOperator.Crds.Tests.Serialization;

public class YamlJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":-2.5,"c":true,"d":null,"e":"text","f":[],"g":{},"h":[1,[2],{"i":"j"}]}""")]
    [InlineData("""{"quoted":["true","null","1","1.5","yes","~","","0x10","1e3"," lead","trail ","a: b","# c","- d","{e","'f'","\"g\""]}""")]
    [InlineData("""{"lines":"one\ntwo\n","tail":"one\ntwo","tab":"a\tb"}""")]
    public void JSON_written_as_YAML_reads_back_the_same(string json)
    {
        var node = JsonNode.Parse(json)!;

        var back = Assert.Single(YamlJson.ParseAll(YamlJson.Write(node)));

        Assert.True(JsonNode.DeepEquals(node, back), YamlJson.Write(node));
    }

    [Fact]
    public void A_broken_text_names_line_and_column()
    {
        var e = Assert.Throws<FormatException>(() => YamlJson.ParseAll("a: b\nc: [d"));

        Assert.StartsWith("line 3, column 1: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_given_twice_is_an_error() =>
        Assert.Throws<FormatException>(() => YamlJson.ParseAll("a: 1\na: 2"));
}
