using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

public class DeletionTests
{
    [Theory]
    [InlineData("background")]
    [InlineData("foreground")]
    public async Task A_job_deleted_in_mid_training_takes_with_it_all_that_it_stored(string cascade)
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        var job = Workspace.Job("demo", steps: 1_000_000).Replace("every: 100", "every: 50\n    deletionPolicy: Delete", StringComparison.Ordinal);
        await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", job));
        await cluster.WaitForStepAsync("demo", step: 60);
        Assert.NotEmpty(Stored(workspace));
        File.WriteAllText(Path.Combine(workspace.Folder, "out/demo/notes.txt"), "not the job's");

        await cluster.KubectlAsync("delete", "gptj", "demo", $"--cascade={cascade}");

        Assert.Equal("", await cluster.KubectlAsync("get", "gptj", "-o", "name"));
        Assert.Equal(["notes.txt"], Stored(workspace).Select(Path.GetFileName));
        await Patience.UntilAsync(
            async () => await cluster.KubectlAsync("get", "pods,configmaps", "-l", "gptoperator.io/job=demo", "-o", "name") == "",
            () => "something that the job owned is still there");
        Assert.Contains("StorageDeleted", await cluster.KubectlAsync("get", "events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_job_takes_its_model_with_it_where_it_is_asked_to_and_else_leaves_it()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        await cluster.KubectlAsync("apply", "-f", workspace.Write("kept", Workspace.Job("kept", steps: 20)));
        await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", Workspace.Job("demo", steps: 20)));
        await cluster.WaitForPhaseAsync("kept", "Succeeded");
        await cluster.WaitForPhaseAsync("demo", "Succeeded");
        await cluster.KubectlAsync("patch", "gptj", "demo", "--type", "merge", "-p", """{"spec":{"checkpoint":{"deletionPolicy":"Delete"}}}""");

        await cluster.KubectlAsync("delete", "gptj", "kept", "demo");

        Assert.Empty(Stored(workspace));
        Assert.True(File.Exists(Path.Combine(workspace.Folder, "out/kept/model/model.safetensors")));
    }

    private static IEnumerable<string> Stored(Workspace workspace) =>
        Directory.Exists(Path.Combine(workspace.Folder, "out/demo")) ? Directory.EnumerateFiles(Path.Combine(workspace.Folder, "out/demo"), "*", SearchOption.AllDirectories) : [];
}
