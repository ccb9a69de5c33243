using System.Globalization;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Support;

/// <summary><c>gpt-operator local up</c> as a process of its own, and kubectl beside it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly Shell _host;

    private Cluster(Workspace workspace, Shell host) => (_workspace, _host) = (workspace, host);

    public string KubeConfig => Path.Combine(_workspace.Folder, ".gptoperator/cluster/kubeconfig");

    public string HostOutput => _host.Output;

    public static async Task<Cluster> StartAsync(Workspace workspace, params string[] options)
    {
        var host = Shell.Start(Repository.Operator, workspace.Folder, ["local", "up", "--foreground", .. options]);
        var cluster = new Cluster(workspace, host);
        await Patience.UntilAsync(
            () => Task.FromResult(host.HasExited ? throw new InvalidOperationException(host.Output) : host.Output.Contains("Local cluster at", StringComparison.Ordinal)),
            () => host.Output);
        return cluster;
    }

    /// <returns>kubectl's output; a failure of kubectl fails the test</returns>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        var (code, output) = await TryKubectlAsync("1.35", arguments);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {output}");
        return output;
    }

    public Task<(int ExitCode, string Output)> TryKubectlAsync(string version, params string[] arguments) =>
        Shell.RunAsync(Repository.Kubectl(version), _workspace.Folder, ["--kubeconfig", KubeConfig, .. arguments]);

    public Shell StartKubectl(string version, params string[] arguments) =>
        Shell.Start(Repository.Kubectl(version), _workspace.Folder, ["--kubeconfig", KubeConfig, .. arguments]);

    public async Task<JsonNode> GetAsync(string resource) =>
        JsonNode.Parse(await KubectlAsync("get", resource, "-o", "json"))!;

    /// <summary>Waits until the job's status is as asked, and fails at once if the job ends otherwise.</summary>
    public async Task<JsonNode> WaitAsync(string job, Func<JsonNode, bool> reached)
    {
        JsonNode status = new JsonObject();
        await Patience.UntilAsync(
            async () =>
            {
                status = (await GetAsync($"gptj/{job}"))["status"] ?? new JsonObject();
                var done = reached(status);
                if (!done && Phase(status) is "Succeeded" or "Failed")
                    Assert.Fail($"{job} ended before: {status}\n{HostOutput}");
                return done;
            },
            () => $"{job} is still {status}\n{HostOutput}");
        return status;
    }

    public Task<JsonNode> WaitForPhaseAsync(string job, string phase) => WaitAsync(job, status => Phase(status) == phase);

    public Task<JsonNode> WaitForStepAsync(string job, int step) => WaitAsync(job, status =>
        (string?)status["progress"]?["stage"] == "pretrain" && (int?)status["progress"]?["step"] >= step);

    /// <summary>The process id of the trainer that runs the job's stage pretrain.</summary>
    public int TrainerOf(string job) => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
        .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Single(pid => Environment(pid) is var e && e.Contains("GPT_STAGE=pretrain", StringComparison.Ordinal)
            && e.Contains(_workspace.Folder, StringComparison.Ordinal) && e.Contains($"_{job}-pretrain-", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (!_host.HasExited)
            await Shell.RunAsync(Repository.Operator, _workspace.Folder, "local", "down");
        _host.Dispose();
    }

    private static string Phase(JsonNode status) => (string?)status["phase"] ?? "";

    private static string Environment(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
