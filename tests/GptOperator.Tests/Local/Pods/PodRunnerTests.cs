using k8s;
using k8s.Models;

namespace GptOperator.Tests.Local.Pods;

/// <summary>Pods through the real API server, as real processes.</summary>
public sealed class PodRunnerTests(LocalPods pods) : IClassFixture<LocalPods>
{
    [Fact]
    public async Task A_pod_that_completes_succeeds_with_its_message_and_events()
    {
        await pods.CreateAsync("completes", "echo hello; echo '{\"step\":7}' > $GPT_TERMINATION", container: """
            env: [{ name: GPT_TERMINATION, value: /dev/termination-log }]
            """);
        var pod = await pods.WaitForPhaseAsync("completes", "Succeeded");

        var ended = pod.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal((0, "Completed", "{\"step\":7}\n"), (ended.ExitCode, ended.Reason, ended.Message));
        Assert.Equal("hello\n", await pods.LogAsync("completes"));
        Assert.StartsWith("127.", pod.Status.PodIP, StringComparison.Ordinal);
        var events = await pods.WaitForEventAsync("completes", "Started: Started container main");
        Assert.Contains("Scheduled: Successfully assigned default/completes to local", events);
        Assert.Contains("Pulled: Container image \"example.org/tools/shell:1.0\" already present on machine", events);
        Assert.Contains("Created: Created container: main", events);
    }

    [Fact]
    public async Task A_pod_that_fails_tells_its_code_and_last_words()
    {
        await pods.CreateAsync("fails", "echo 'the data is wrong' >&2; exit 65", container: "terminationMessagePolicy: FallbackToLogsOnError");
        var ended = (await pods.WaitForPhaseAsync("fails", "Failed")).Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal((65, "Error", "the data is wrong\n"), (ended.ExitCode, ended.Reason, ended.Message));
    }

    [Fact]
    public async Task A_pod_past_its_memory_limit_is_killed_by_name()
    {
        await pods.CreateAsync("hungry", "awk 'BEGIN { s = \"x\"; while (length(s) < 60000000) s = s s; system(\"sleep 60\") }'", container: "resources: { limits: { memory: 30Mi } }");
        var ended = (await pods.WaitForPhaseAsync("hungry", "Failed")).Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal((137, "OOMKilled"), (ended.ExitCode, ended.Reason));
    }

    [Fact]
    public async Task A_deleted_pod_may_finish_what_it_does_and_is_gone_afterwards()
    {
        await pods.CreateAsync("polite", "trap 'echo saving > saved; exit 143' TERM; echo up; while :; do sleep 0.1; done", spec: "terminationGracePeriodSeconds: 60");
        await pods.WaitForLogAsync("polite", "up");
        await pods.Client.CoreV1.DeleteNamespacedPodAsync("polite", "default");
        await pods.WaitGoneAsync("polite");

        Assert.Equal("saving\n", await File.ReadAllTextAsync(Path.Combine(pods.WorkingDirectory, "saved")));
        await pods.WaitForEventAsync("polite", "Killing: Stopping container main");
    }

    [Fact]
    public async Task A_pod_that_ignores_the_signal_is_killed_after_its_grace()
    {
        await pods.CreateAsync("stubborn", "trap '' TERM; echo up; while :; do sleep 0.1; done", spec: "terminationGracePeriodSeconds: 1");
        await pods.WaitForLogAsync("stubborn", "up");
        await pods.Client.CoreV1.DeleteNamespacedPodAsync("stubborn", "default");
        await pods.WaitGoneAsync("stubborn");
    }

    [Fact]
    public async Task A_pod_deleted_by_force_leaves_no_process()
    {
        await pods.CreateAsync("forced", "trap '' TERM; echo $$$$ > forced.pid; while :; do sleep 0.1; done");
        var file = Path.Combine(pods.WorkingDirectory, "forced.pid");
        await Until(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'));
        var pid = int.Parse(await File.ReadAllTextAsync(file));
        await pods.Client.CoreV1.DeleteNamespacedPodAsync("forced", "default", new V1DeleteOptions { GracePeriodSeconds = 0 });

        await Until(() => GptOperator.Local.Pods.ProcessTable.Identify(pid) is null);
    }

    [Fact]
    public async Task An_unknown_image_is_told_and_backed_off()
    {
        var stranger = KubernetesYaml.Deserialize<V1Pod>("{apiVersion: v1, kind: Pod, metadata: {name: stranger}, spec: {containers: [{name: main, image: 'ghcr.io/acme/stranger:1'}]}}");
        await pods.Client.CoreV1.CreateNamespacedPodAsync(stranger, "default");

        await pods.WaitAsync("stranger", seen => seen.Status.ContainerStatuses?[0].State.Waiting?.Reason == "ImagePullBackOff");
        var events = await pods.WaitForEventAsync("stranger", "BackOff: Back-off pulling image \"ghcr.io/acme/stranger:1\"");
        Assert.Contains("Failed: Error: ErrImagePull", events);
    }

    [Fact]
    public async Task A_pod_waits_for_its_config_map_and_then_runs()
    {
        await pods.CreateAsync("waits", "echo $WORD; cat /etc/words/word", container: """
            env: [{ name: WORD, valueFrom: { configMapKeyRef: { name: words, key: word } } }]
            volumeMounts: [{ name: words, mountPath: /etc/words }]
            """, spec: "volumes: [{ name: words, configMap: { name: words, optional: true } }]");
        var waiting = await pods.WaitAsync("waits", pod => pod.Status.ContainerStatuses?[0].State.Waiting?.Reason == "CreateContainerConfigError");
        Assert.Equal("configmap \"words\" not found", waiting.Status.ContainerStatuses[0].State.Waiting.Message);
        await pods.Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "words" }, Data = new Dictionary<string, string> { ["word"] = "now" } }, "default");

        await pods.WaitAsync("waits", pod => pod.Status.Phase is "Succeeded" or "Failed");
        Assert.StartsWith("now\n", await pods.LogAsync("waits"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projected_files_are_where_the_pod_expects_them()
    {
        await pods.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "token" }, StringData = new Dictionary<string, string> { ["key"] = "s3cret" } }, "default");
        await pods.CreateAsync("mounts", "cat /etc/token/key && echo kept > /scratch/x && cat /scratch/x && pwd", container: """
            workingDir: /scratch
            volumeMounts: [{ name: token, mountPath: /etc/token }, { name: scratch, mountPath: /scratch }]
            """, spec: "volumes: [{ name: token, secret: { secretName: token } }, { name: scratch, emptyDir: {} }]");
        await pods.WaitForPhaseAsync("mounts", "Succeeded");
        Assert.Matches("^s3cretkept\n/.*/volumes/scratch\n$", await pods.LogAsync("mounts"));
    }

    [Fact]
    public async Task A_failing_container_restarts_with_back_off_and_keeps_its_last_log()
    {
        await pods.CreateAsync("crashes", "echo run $$; exit 1", restartPolicy: "OnFailure");
        var pod = await pods.WaitAsync("crashes", seen => seen.Status.ContainerStatuses?[0] is { RestartCount: >= 2, State.Waiting.Reason: "CrashLoopBackOff" });
        Assert.Equal(1, pod.Status.ContainerStatuses[0].LastState.Terminated.ExitCode);
        Assert.StartsWith("run ", await pods.LogAsync("crashes", previous: true), StringComparison.Ordinal);
        await pods.WaitForEventAsync("crashes", "BackOff: Back-off restarting failed container main in pod crashes_default(");
    }

    [Fact]
    public async Task Probes_make_a_pod_ready_and_restart_a_sick_one()
    {
        await pods.CreateAsync("probed", "touch alive; sleep 300", restartPolicy: "Always", container: """
            readinessProbe: { exec: { command: [cat, alive] }, periodSeconds: 1, timeoutSeconds: 10 }
            livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, failureThreshold: 2, initialDelaySeconds: 2 }
            """);
        await pods.WaitAsync("probed", pod => pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true);
        await pods.WaitAsync("probed", pod => pod.Status.ContainerStatuses[0].RestartCount >= 1);
        var events = await pods.WaitForEventAsync("probed", "Killing: Container main failed liveness probe, will be restarted");
        Assert.Contains(events, line => line.StartsWith("Unhealthy: Liveness probe failed: dial tcp 127.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_that_asks_for_too_much_waits_unschedulable()
    {
        await pods.CreateAsync("greedy", "true", container: "resources: { limits: { nvidia.com/gpu: 1 } }");
        const string Message = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.";
        var pod = await pods.WaitAsync("greedy", seen => seen.Status.Conditions?.Any(condition => condition.Type == "PodScheduled") == true);
        var condition = pod.Status.Conditions.Single(candidate => candidate.Type == "PodScheduled");
        Assert.Equal(("False", "Unschedulable", Message), (condition.Status, condition.Reason, condition.Message));
        await pods.WaitForEventAsync("greedy", $"FailedScheduling: {Message}");
    }

    [Fact]
    public async Task The_node_is_registered_and_ready()
    {
        await Until(() => pods.Client.CoordinationV1.ListNamespacedLease("kube-node-lease").Items.Any(lease => lease.Name() == "local"));
        var node = await pods.Client.CoreV1.ReadNodeAsync("local");
        Assert.Equal("True", node.Status.Conditions.Single(condition => condition.Type == "Ready").Status);
        Assert.Equal("4", node.Status.Allocatable["cpu"].ToString());
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(50, limit.Token);
    }
}
