using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Crds.Tests.Support;
using GptOperator.Crds.Validation;

namespace GptOperator.Crds.Tests.Generation;

public class CrdTests
{
    private static JsonObject Schema =>
        CrdGenerator.Generate()["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    [Fact]
    public void The_file_in_the_repository_is_what_make_crds_would_write() =>
        Assert.Equal(CrdGenerator.GenerateYaml(), File.ReadAllText(Path.Combine(Repository.Root, "crds/gpttrainingjobs.gptoperator.io.yaml")));

    [Fact]
    public void Every_field_is_described() =>
        Assert.Empty(Undescribed(Schema, ""));

    [Fact]
    public void Every_rule_that_is_written_in_CEL_reaches_the_schema()
    {
        var written = Schema.ToJsonString();
        Assert.All(Rules.All.Where(r => r.Cel is not null), rule =>
            Assert.Contains(JsonValue.Create(rule.Mend).ToJsonString(), written, StringComparison.Ordinal));
    }

    [Fact]
    public void An_initializer_becomes_the_default_and_an_object_defaults_to_its_own_defaults()
    {
        var pretraining = Schema["properties"]!["spec"]!["properties"]!["pretraining"]!;

        Assert.Equal("{}", pretraining["default"]!.ToJsonString());
        Assert.Equal(2000, pretraining["properties"]!["steps"]!["default"]!.GetValue<int>());
        Assert.Null(Schema["properties"]!["spec"]!["properties"]!["data"]!["default"]);
    }

    private static IEnumerable<string> Undescribed(JsonObject schema, string path)
    {
        foreach (var (name, child) in schema["properties"]?.AsObject() ?? [])
        {
            var childPath = $"{path}.{name}";
            if (childPath != ".metadata" && child!["description"] is null)
                yield return childPath;
            foreach (var deeper in Undescribed(child!.AsObject(), childPath).Concat(Undescribed(child["items"] as JsonObject ?? [], childPath + "[]")))
                yield return deeper;
        }
    }
}
