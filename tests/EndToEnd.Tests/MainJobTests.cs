using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

public class MainJobTests
{
    [Fact]
    public async Task One_command_trains_a_job_and_tells_its_results()
    {
        using var workspace = new Workspace();
        var job = workspace.Write("demo", Workspace.Job("demo", steps: 300));

        var (code, output) = await Shell.RunAsync(Repository.Operator, workspace.Folder, "local", "run", job);

        Assert.True(code == 0, output);
        Assert.Contains("demo: Succeeded", output, StringComparison.Ordinal);
        Assert.True(Number(output, "validation loss") < 0.8 * Number(output, "unigram entropy"), output);
        Assert.Contains("  sample\n    | ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(workspace.Folder, "out/demo/checkpoints/pretrain/step-00000300/manifest.json")));

        var vocabulary = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Folder, "out/demo/model/config.json")))!["vocab_size"]!.ToString();
        var (_, estimate) = await Shell.RunAsync(Repository.Operator, workspace.Folder, "estimate", job, "--vocab-size", vocabulary);
        Assert.Equal(Parameters(output), Parameters(estimate));

        var (generated, text) = await Shell.RunAsync(
            Repository.Trainer, workspace.Folder, "generate", "out/demo/model", "--prompt", "the operator", "--max-new-tokens", "40");

        Assert.True(generated == 0, text);
        Assert.StartsWith("the operator", text, StringComparison.Ordinal);
        Assert.True(text.Length > 45, text);
    }

    [Fact]
    public async Task Running_a_finished_job_again_does_no_work_and_tells_the_same()
    {
        using var workspace = new Workspace();
        var job = workspace.Write("demo", Workspace.Job("demo", steps: 100));
        var (_, first) = await Shell.RunAsync(Repository.Operator, workspace.Folder, "local", "run", job);
        var model = Path.Combine(workspace.Folder, "out/demo/model/model.safetensors");
        var written = File.GetLastWriteTimeUtc(model);

        var (code, second) = await Shell.RunAsync(Repository.Operator, workspace.Folder, "local", "run", "--replace", job);

        Assert.True(code == 0, second);
        Assert.Equal(Number(first, "validation loss"), Number(second, "validation loss"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(model));
    }

    [Fact]
    public async Task A_job_that_fails_exits_non_zero_with_the_reason_and_the_last_log_lines()
    {
        using var workspace = new Workspace();
        var job = workspace.Write("lost", Workspace.Job("lost", steps: 10, uri: "missing.txt"));

        var (code, output) = await Shell.RunAsync(Repository.Operator, workspace.Folder, "local", "run", job);

        Assert.Equal(1, code);
        Assert.Contains("lost: Failed: InvalidData: spec.data.sources[0].uri 'missing.txt'", output, StringComparison.Ordinal);
        Assert.Contains("The last lines of pod lost-prepare-0-0:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_with_faults_starts_nothing()
    {
        using var workspace = new Workspace();
        var job = workspace.Write("wrong", Workspace.Job("wrong", steps: 0));

        var (code, output) = await Shell.RunAsync(Repository.Operator, workspace.Folder, "local", "run", job);

        Assert.Equal(64, code);
        Assert.Equal("spec.pretraining.steps is 0; set it to 1 or more.", output);
        Assert.False(Directory.Exists(Path.Combine(workspace.Folder, ".gptoperator")));
    }

    private static string Parameters(string output) => Regex.Match(output, "parameters +([0-9,]+)").Groups[1].Value;

    private static double Number(string output, string label) => double.Parse(
        output.Split('\n').Single(line => line.TrimStart().StartsWith(label, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2],
        System.Globalization.CultureInfo.InvariantCulture);
}
