using System.Globalization;
using GptOperator.Local.Pods;
using k8s;
using k8s.Models;

namespace GptOperator.Tests.Local.Pods;

/// <summary>The runner ends and begins again, with its own data directory.</summary>
public sealed class PodRunnerRestartTests : IAsyncLifetime
{
    private readonly LocalPods _pods = new();

    public ValueTask InitializeAsync() => _pods.InitializeAsync();

    public ValueTask DisposeAsync() => _pods.DisposeAsync();

    [Fact]
    public async Task A_normal_end_stops_pods_politely_and_says_so()
    {
        await _pods.CreateAsync("goes", "trap 'echo bye; exit 143' TERM; echo up; while :; do sleep 0.1; done", restartPolicy: "Always");
        await _pods.WaitForLogAsync("goes", "up");
        await _pods.StopRunnerAsync();

        var pod = await _pods.Client.CoreV1.ReadNamespacedPodAsync("goes", "default");
        Assert.Equal(("Failed", "Terminated", 143), (pod.Status.Phase, pod.Status.Reason, pod.Status.ContainerStatuses[0].State.Terminated.ExitCode));
        // Some shells mention the child that the signal ended as well.
        Assert.EndsWith("bye\n", await _pods.LogAsync("goes"), StringComparison.Ordinal);
        _pods.StartRunner();
        await _pods.Client.CoreV1.DeleteNamespacedPodAsync("goes", "default");
        await _pods.WaitGoneAsync("goes");
    }

    [Fact]
    public async Task After_a_crash_a_running_process_is_found_again_and_a_lost_one_reported()
    {
        await _pods.StopRunnerAsync();
        var alive = await CreateAsCrashedAsync("alive", "echo still; sleep 300");
        await CreateAsCrashedAsync("lost", "exit 0");
        _pods.StartRunner();

        var lost = (await _pods.WaitForPhaseAsync("lost", "Failed")).Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal((137, "ContainerStatusUnknown"), (lost.ExitCode, lost.Reason));
        var pod = await _pods.WaitForPhaseAsync("alive", "Running");
        Assert.Equal((0, true), (pod.Status.ContainerStatuses[0].RestartCount, pod.Status.ContainerStatuses[0].Ready));
        Assert.False(alive.Exited.IsCompleted);
        await _pods.Client.CoreV1.DeleteNamespacedPodAsync("alive", "default");
        await _pods.WaitGoneAsync("alive");
        await alive.Exited.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task After_a_crash_processes_of_pods_that_are_gone_are_killed()
    {
        await _pods.StopRunnerAsync();
        var orphan = await CreateAsCrashedAsync("orphan", "sleep 300");
        await _pods.Client.CoreV1.DeleteNamespacedPodAsync("orphan", "default", new V1DeleteOptions { GracePeriodSeconds = 0 });
        _pods.StartRunner();

        Assert.Equal(137, (await orphan.Exited.WaitAsync(TimeSpan.FromSeconds(60))).Code);
    }

    /// <summary>Leaves a pod as a runner does that was killed in the middle: the process runs, and the state file names it.</summary>
    private async Task<IContainerProcess> CreateAsCrashedAsync(string name, string script)
    {
        var pod = await _pods.CreateAsync(name, script, spec: "nodeName: local");
        var folder = PodFolder.Of(_pods.DataDirectory, pod);
        var files = folder.Container("main", 0);
        Directory.CreateDirectory(files.Folder);
        var process = new UnixProcessLauncher().Start(new LaunchRequest
        {
            Command = ["/bin/sh", "-c", script],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            WorkingDirectory = _pods.WorkingDirectory,
            OutputPath = files.Log,
        });
        var now = DateTimeOffset.Parse("2030-01-01T00:00:00Z", CultureInfo.InvariantCulture);
        var record = PodRecord.Of(pod, "127.64.0.1", now) with { VolumesReady = true };
        PodStateFile.Write(folder, record.With(record["main"].Running(pod.Spec.Containers[0], process.Identity, now)));
        if (script.StartsWith("exit", StringComparison.Ordinal))
            await process.Exited;
        return process;
    }
}
