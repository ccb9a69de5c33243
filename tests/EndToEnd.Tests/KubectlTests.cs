using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

public class KubectlTests
{
    [Theory]
    [InlineData("1.32")]
    [InlineData("1.35")]
    public async Task Kubectl_lists_describes_follows_and_deletes_a_running_job(string version)
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        await KubectlAsync("apply", "-f", workspace.Write("demo", Workspace.Job("demo", steps: 100_000)));
        await cluster.WaitForStepAsync("demo", step: 1);

        var table = (await KubectlAsync("get", "gptj")).Split('\n');
        Assert.Equal(["NAME", "STAGE", "STEP", "%", "LOSS", "TOKENS/S", "GPUS", "ETA", "CHECKPOINT", "RESTARTS", "AGE"], table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^demo +pretrain +[0-9]+ +[0-9]+ +[0-9.]+ +[0-9]+ +0 +[0-9hms]+ +([0-9hms]+ +)?[0-9]+ +[0-9a-z]+", table[1]);

        var description = await KubectlAsync("describe", "gptj", "demo");
        Assert.Matches("Normal +StageStarted", description);

        using (var logs = cluster.StartKubectl(version, "logs", "-f", "demo-pretrain-0-0"))
        {
            var seen = logs.Output.Length;
            await Patience.UntilAsync(() => Task.FromResult(logs.Output.Contains("step", StringComparison.Ordinal)), () => logs.Output);
            seen = logs.Output.Length;
            await Patience.UntilAsync(() => Task.FromResult(logs.Output.Length > seen), () => $"nothing new after: {logs.Output}");
        }

        await KubectlAsync("delete", "gptj", "demo");
        await Patience.UntilAsync(
            async () => await KubectlAsync("get", "pods,configmaps,services", "-l", "gptoperator.io/job=demo", "-o", "name") == "",
            () => "something that the job owned is still there");

        async Task<string> KubectlAsync(params string[] arguments)
        {
            var (code, output) = await cluster.TryKubectlAsync(version, arguments);
            Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {output}");
            return output;
        }
    }
}
