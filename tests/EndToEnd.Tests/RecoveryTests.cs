using System.Diagnostics;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

public class RecoveryTests
{
    private const int Steps = 1000;

    [Fact]
    public async Task A_killed_trainer_goes_on_from_its_last_checkpoint_to_the_same_weights()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        await cluster.KubectlAsync("apply", "-f", workspace.Write("undisturbed", Workspace.Job("undisturbed", Steps)));
        await cluster.WaitForPhaseAsync("undisturbed", "Succeeded");

        await cluster.KubectlAsync("apply", "-f", workspace.Write("killed", Workspace.Job("killed", Steps)));
        await cluster.WaitForStepAsync("killed", step: 150);
        using (var trainer = Process.GetProcessById(cluster.TrainerOf("killed")))
            trainer.Kill();
        var status = await cluster.WaitForPhaseAsync("killed", "Succeeded");

        Assert.Equal(1, (int?)status["restarts"]);
        Assert.Equal(workspace.HashOfModel("undisturbed"), workspace.HashOfModel("killed"));
        var log = await cluster.KubectlAsync("logs", "killed-pretrain-1-0");
        Assert.Contains("step-00000", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_operator_goes_on_with_the_same_pods()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace, "--without-operator");
        string[] run = ["run", "--kubeconfig", cluster.KubeConfig, "--metrics-port", "0"];
        await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", Workspace.Job("demo", Steps)));
        string before;
        using (var first = Shell.Start(Repository.Operator, workspace.Folder, run))
        {
            await cluster.WaitForStepAsync("demo", step: 1);
            before = await PodsAsync(cluster);
            await first.KillAsync();
        }

        using var second = Shell.Start(Repository.Operator, workspace.Folder, run);
        var status = await cluster.WaitForPhaseAsync("demo", "Succeeded");

        Assert.Equal(before, await PodsAsync(cluster));
        Assert.Equal(0, (int?)status["restarts"] ?? 0);
    }

    [Fact]
    public async Task A_job_outlives_the_stop_of_the_whole_cluster_without_using_up_a_retry()
    {
        using var workspace = new Workspace();
        await using (var cluster = await Cluster.StartAsync(workspace))
        {
            await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", Workspace.Job("demo", steps: 4000)));
            await cluster.WaitForStepAsync("demo", step: 150);
        }

        await using var again = await Cluster.StartAsync(workspace);
        var status = await again.WaitForPhaseAsync("demo", "Succeeded");

        Assert.Equal(0, (int?)status["restarts"] ?? 0);
    }

    private static Task<string> PodsAsync(Cluster cluster) =>
        cluster.KubectlAsync("get", "pods", "-o", "jsonpath={range .items[*]}{.metadata.name}={.metadata.uid} {end}");
}
