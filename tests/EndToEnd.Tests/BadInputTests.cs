using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

public class BadInputTests
{
    [Fact]
    public async Task Kubectl_refuses_what_a_schema_can_tell()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace, "--without-operator");

        await RefusedAsync("unknown", Workspace.Job("unknown", 10).Replace("steps:", "stepz:", StringComparison.Ordinal), "unknown field \"spec.pretraining.stepz\"");
        await RefusedAsync("type", Workspace.Job("type", 10).Replace("steps: 10", "steps: many", StringComparison.Ordinal), "spec.pretraining.steps in body must be of type integer");
        await RefusedAsync("bound", Workspace.Job("bound", 0), "spec.pretraining.steps in body should be greater than or equal to 1");
        await RefusedAsync("rule", Workspace.Job("rule", 10, checkpoint: "s3://bucket"), "checkpoints go to https://");

        async Task RefusedAsync(string name, string yaml, string message)
        {
            var (code, output) = await cluster.TryKubectlAsync("1.35", "apply", "-f", workspace.Write(name, yaml));
            Assert.NotEqual(0, code);
            Assert.Contains(message, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_only_the_trainer_can_tell_is_one_clear_condition_and_no_retry()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        File.WriteAllText(Path.Combine(workspace.Folder, "empty.txt"), "");
        File.WriteAllText(Path.Combine(workspace.Folder, "short.txt"), "too short");
        File.WriteAllText(Path.Combine(workspace.Folder, "a-file"), "in the way");
        var cases = new Dictionary<string, (string Yaml, string Message)>
        {
            ["missing"] = (Workspace.Job("missing", 10, uri: "missing.txt"), "spec.data.sources[0].uri 'missing.txt'"),
            ["unreachable"] = (Workspace.Job("unreachable", 10, uri: "http://127.0.0.1:9/text.txt"), "spec.data.sources[0].uri 'http://127.0.0.1:9/text.txt'"),
            ["empty"] = (Workspace.Job("empty", 10, uri: "empty.txt"), "spec.data.sources[0].uri 'empty.txt'"),
            ["short"] = (Workspace.Job("short", 10, uri: "short.txt"), "spec.model.contextLength"),
            ["vocabulary"] = (
                Workspace.Job("vocabulary", 10).Replace("type: character", "type: byteBpe\n    vocabSize: 100000", StringComparison.Ordinal),
                "spec.tokenizer.vocabSize is 100000"),
            ["readonly"] = (Workspace.Job("readonly", 10, checkpoint: "a-file/out"), "a-file/out' cannot be written"),
        };

        foreach (var (name, (yaml, _)) in cases)
            await cluster.KubectlAsync("apply", "-f", workspace.Write(name, yaml));

        foreach (var (name, (_, message)) in cases)
        {
            var status = await cluster.WaitForPhaseAsync(name, "Failed");
            var failed = status["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "Failed")!;
            Assert.Contains(message, (string?)failed["message"], StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", (string?)failed["message"], StringComparison.Ordinal);
            Assert.Equal(0, (int?)status["restarts"] ?? 0);
        }
    }
}
