using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

/// <summary>The lifecycle in the flesh: the operator, real trainers, kubectl.</summary>
public class LifecycleTests
{
    private const int Steps = 1000;

    [Fact]
    public async Task A_suspended_job_takes_a_checkpoint_and_goes_on_from_it_to_the_same_weights()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        await cluster.KubectlAsync("apply", "-f", workspace.Write("undisturbed", Workspace.Job("undisturbed", Steps)));
        await cluster.WaitForPhaseAsync("undisturbed", "Succeeded");

        await cluster.KubectlAsync("apply", "-f", workspace.Write("paused", Workspace.Job("paused", Steps, extra: "  suspend: true")));
        await cluster.WaitForPhaseAsync("paused", "Suspended");
        Assert.Empty(await cluster.KubectlAsync("get", "pods", "-l", "gptoperator.io/job=paused", "-o", "name"));
        await PatchAsync(cluster, "paused", """{"spec":{"suspend":false}}""");
        await cluster.WaitForStepAsync("paused", step: 150);
        await PatchAsync(cluster, "paused", """{"spec":{"suspend":true}}""");
        var suspended = await cluster.WaitAsync("paused", status => (string?)status["phase"] == "Suspended" && Condition(status, "Suspended").StartsWith("no pod runs", StringComparison.Ordinal));
        Assert.Null(suspended["startTime"]);
        var step = (int)suspended["lastCheckpoint"]!["step"]!;
        Assert.Equal((int)suspended["progress"]!["step"]!, step);
        await PatchAsync(cluster, "paused", """{"spec":{"suspend":false}}""");
        var status = await cluster.WaitForPhaseAsync("paused", "Succeeded");

        Assert.Equal(0, (int)status["restarts"]!);
        Assert.Contains($"Resuming from file://{workspace.Folder}/out/paused/checkpoints/pretrain/step-{step:D8} at step {step}.", await cluster.KubectlAsync("logs", "paused-pretrain-1-0"), StringComparison.Ordinal);
        Assert.Equal(workspace.HashOfModel("undisturbed"), workspace.HashOfModel("paused"));
    }

    [Fact]
    public async Task A_trainer_that_makes_no_progress_is_ended_as_hung_and_tried_again()
    {
        using var workspace = new Workspace();
        using var server = new StallingServer();
        await using var cluster = await Cluster.StartAsync(workspace);
        await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", Workspace.Job("demo", steps: 50, uri: server.Uri, extra: "  hangTimeout: 3s")));

        await cluster.WaitAsync("demo", status => (int?)status["restarts"] > 0);
        server.Serve(File.ReadAllText(workspace.TextFile));
        await cluster.WaitForPhaseAsync("demo", "Succeeded");

        var description = await cluster.KubectlAsync("describe", "gptj", "demo");
        Assert.Matches("Warning +Restarting .*attempt 1 of stage prepare follows, after Hung \\(on node local\\): the trainer of pod demo-prepare-0-0 answers, but has made no progress since", description);
    }

    [Fact]
    public async Task What_keeps_a_job_from_running_stands_in_its_description()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        var told = new Dictionary<string, (string Spec, string Words)>
        {
            ["image"] = ("  workers: {image: registry.example.com/gpt-trainr:0.1.0}", @"Warning +ImagePull .*image registry.example.com/gpt-trainr:0.1.0"),
            ["crowded"] = ("  workers: {resources: {requests: {cpu: '4000'}}}", @"Warning +Unschedulable .*pod crowded-prepare-0-0 has no node yet: 0/1 nodes are available: 1 Insufficient cpu"),
            ["volume"] = ("  workers: {podTemplate: {spec: {volumes: [{name: certs, secret: {secretName: certs}}]}}}", @"Warning +FailedMount .*secret ""certs"" not found"),
            ["secret"] = ("  workers: {podTemplate: {spec: {containers: [{name: trainer, envFrom: [{secretRef: {name: keys}}]}]}}}", @"Warning +CreateContainerConfigError .*secret ""keys"" not found"),
            ["memory"] = ("  workers: {resources: {limits: {memory: 64Mi}}}", @"Warning +Restarting .*OOMKilled \(exit code 137 on node local\): pod memory-pre[a-z]+-0-0 used more than its memory limit of 64Mi"),
        };
        await cluster.KubectlAsync("create", "quota", "team", "--hard=requests.nvidia.com/gpu=4,pods=100");
        told["gpus"] = ("  workers: {gpusPerWorker: 8}", @"Warning +PodRejected .*pods ""gpus-pretrain-0-0"" is forbidden: exceeded quota: team, requested: requests.nvidia.com/gpu=8, used: requests.nvidia.com/gpu=0, limited: requests.nvidia.com/gpu=4");
        foreach (var (name, (spec, _)) in told)
            await cluster.KubectlAsync("apply", "-f", workspace.Write(name, Workspace.Job(name, steps: 1000, extra: spec)));

        foreach (var (name, (_, words)) in told)
        {
            var description = "";
            await Patience.UntilAsync(
                async () => Regex.IsMatch(description = await cluster.KubectlAsync("describe", "gptj", name), words),
                () => $"{words} is not in {description}");
        }
    }

    [Fact]
    public async Task Deadlines_end_jobs_and_their_pods_and_what_has_ended_is_cleaned_up_as_asked()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace);
        await ApplyAsync("slow", steps: 1_000_000, "  activeDeadlineSeconds: 20");
        await ApplyAsync("stuck", steps: 10, "  pendingDeadlineSeconds: 2\n  workers: {resources: {requests: {cpu: '4000'}}}");
        await ApplyAsync("clean", steps: 10, "  cleanPodPolicy: All");
        await ApplyAsync("brief", steps: 10, "  ttlSecondsAfterFinished: {succeeded: 0}");

        Assert.StartsWith("the job has not ended 20 seconds after it began", Condition(await cluster.WaitForPhaseAsync("slow", "Failed"), "Failed"), StringComparison.Ordinal);
        var stuck = await cluster.WaitForPhaseAsync("stuck", "Failed");
        Assert.Equal("Unschedulable", (string?)stuck["attempts"]![0]!["reason"]);
        await cluster.WaitForPhaseAsync("clean", "Succeeded");
        await NoneAsync("pods", "gptoperator.io/job=clean");
        await NoneAsync("pods", "gptoperator.io/job=slow", "--field-selector=status.phase=Running");
        await Patience.UntilAsync(async () => !(await cluster.KubectlAsync("get", "gptj", "-o", "name")).Contains("brief", StringComparison.Ordinal), () => "brief is still there");
        await NoneAsync("pods,configmaps", "gptoperator.io/job=brief");

        Task ApplyAsync(string name, int steps, string spec) => cluster.KubectlAsync("apply", "-f", workspace.Write(name, Workspace.Job(name, steps, extra: spec)));

        Task NoneAsync(string kinds, string label, params string[] more) => Patience.UntilAsync(
            async () => await cluster.KubectlAsync(["get", kinds, "-l", label, "-o", "name", .. more]) == "",
            () => $"{kinds} with {label} are still there");
    }

    [Fact]
    public async Task What_shapes_the_pods_is_edited_while_the_job_is_suspended_and_only_then()
    {
        using var workspace = new Workspace();
        await using var cluster = await Cluster.StartAsync(workspace, "--without-operator");
        await cluster.KubectlAsync("apply", "-f", workspace.Write("demo", Workspace.Job("demo", steps: 10)));

        await RefusedAsync("""{"spec":{"workers":{"image":"other"}}}""", "spec.workers can change only while the job is suspended; set spec.suspend to true first");
        await RefusedAsync("""{"spec":{"model":{"preset":"small"}}}""", "spec.model cannot change once the job exists; create another job");
        await RefusedAsync("""{"spec":{"managedBy":"example.com/other"}}""", "spec.managedBy cannot change once the job exists; create another job");
        await PatchAsync(cluster, "demo", """{"spec":{"retry":{"limit":9},"activeDeadlineSeconds":60,"hangTimeout":"1h","suspend":true,"ttlSecondsAfterFinished":{"failed":60},"checkpoint":{"every":9}}}""");
        await PatchAsync(cluster, "demo", """{"spec":{"workers":{"image":"other"},"scheduling":{"queueName":"team"}}}""");
        await RefusedAsync("""{"spec":{"pretraining":{"steps":11}}}""", "spec.pretraining cannot change once the job exists; create another job");

        async Task RefusedAsync(string patch, string words)
        {
            var (code, output) = await cluster.TryKubectlAsync("1.35", "patch", "gptj", "demo", "--type", "merge", "-p", patch);
            Assert.NotEqual(0, code);
            Assert.Contains(words, output, StringComparison.Ordinal);
        }
    }

    private static Task<string> PatchAsync(Cluster cluster, string job, string patch) => cluster.KubectlAsync("patch", "gptj", job, "--type", "merge", "-p", patch);

    private static string Condition(JsonNode status, string type) =>
        (string?)status["conditions"]?.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == type)?["message"] ?? "";
}
