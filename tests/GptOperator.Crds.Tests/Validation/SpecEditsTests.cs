using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Validation;

namespace GptOperator.Crds.Tests.Validation;

public class SpecEditsTests
{
    private const string Running = """
        spec:
          suspend: false
          model: {preset: nano}
          checkpoint: {uri: out, every: 250}
          workers: {count: 1}
        """;

    [Theory]
    [InlineData("spec.model.preset", "\"small\"", false, "spec.model cannot change once the job exists; create another job.")]
    [InlineData("spec.model.preset", "\"small\"", true, "spec.model cannot change once the job exists; create another job.")]
    [InlineData("spec.checkpoint.uri", "\"elsewhere\"", true, "spec.checkpoint.uri cannot change once the job exists; create another job.")]
    [InlineData("spec.managedBy", "\"example.com/other\"", false, "spec.managedBy cannot change once the job exists; create another job.")]
    [InlineData("spec.workers.image", "\"other\"", false, "spec.workers can change only while the job is suspended; set spec.suspend to true first.")]
    [InlineData("spec.workers.image", "\"other\"", true, null)]
    [InlineData("spec.scheduling", """{"queueName":"team"}""", false, "spec.scheduling can change only while the job is suspended; set spec.suspend to true first.")]
    [InlineData("spec.scheduling", """{"queueName":"team"}""", true, null)]
    [InlineData("spec.retry.limit", "9", false, null)]
    [InlineData("spec.checkpoint.every", "9", false, null)]
    [InlineData("spec.suspend", "true", false, null)]
    [InlineData("spec.hangTimeout", "\"1h\"", false, null)]
    public void A_change_is_refused_by_the_list(string path, string value, bool suspended, string? message)
    {
        var before = YamlJson.ParseAll(Running)[0].AsObject();
        before["spec"]!["suspend"] = suspended;
        var after = before.DeepClone().AsObject();
        Set(after, path, JsonNode.Parse(value));

        Assert.Equal(message, SpecEdits.Check(before, after).SingleOrDefault()?.Message);
    }

    [Fact]
    public void Every_field_of_the_spec_stands_under_exactly_one_entry() =>
        Assert.All(Fields().Select(field => $"spec.{field}"), field => Assert.Single(SpecEdits.All, edit => field == edit.Path || field.StartsWith($"{edit.Path}.", StringComparison.Ordinal)));

    [Fact]
    public void A_field_that_can_be_missing_is_marked_so_where_a_rule_reads_it()
    {
        var spec = SchemaBuilder.Job.Properties["spec"];
        foreach (var edit in SpecEdits.All.Where(edit => edit.Cel is not null))
        {
            var (owner, name) = edit.Path.Split('.') is [_, var only] ? (spec, only) : (spec.Properties[edit.Path.Split('.')[1]], edit.Path.Split('.')[2]);
            Assert.Equal(edit.Optional, owner.Properties[name].Default is null && !owner.Required.Contains(name));
        }
    }

    private static IEnumerable<string> Fields() => SchemaBuilder.Job.Properties["spec"].Properties.SelectMany(field =>
        field.Key == "checkpoint" ? field.Value.Properties.Keys.Select(name => $"checkpoint.{name}") : [field.Key]);

    private static void Set(JsonObject job, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            job = (job[name] ??= new JsonObject()).AsObject();
        job[names[^1]] = value;
    }
}
