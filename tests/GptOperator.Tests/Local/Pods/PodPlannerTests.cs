using GptOperator.Local.Pods;
using k8s.Models;
using static GptOperator.Tests.Local.Pods.PodSimulation;

namespace GptOperator.Tests.Local.Pods;

public sealed class PodPlannerTests
{
    [Theory]
    [InlineData("Never", 0, "", "Succeeded")]
    [InlineData("Never", 3, "", "Failed")]
    [InlineData("OnFailure", 0, "", "Succeeded")]
    [InlineData("OnFailure", 3, "start main", "Running")]
    [InlineData("Always", 0, "start main", "Running")]
    [InlineData("Always", 3, "start main", "Running")]
    public void Restart_policy_decides_what_follows_an_exit(string policy, int code, string next, string phase)
    {
        var pod = new PodSimulation(APod(policy, AContainer()));
        Assert.Equal("start main", pod.Plan());
        pod.Started();
        pod.Plan();
        pod.Exited(code);

        Assert.Equal(next, pod.Plan());
        Assert.Equal(phase, pod.Status.Phase);
    }

    [Fact]
    public void Restarts_back_off_from_none_over_ten_seconds_to_five_minutes()
    {
        var pod = new PodSimulation(APod("Always", AContainer()));
        pod.Plan();
        var pauses = new List<double>();
        for (var run = 0; run < 9; run++)
        {
            pod.Started();
            pod.Plan();
            pod.Exited(1);
            var ended = pod.Now;
            for (var plan = pod.Plan(); plan != "start main"; plan = pod.PlanAfter((pod.LookAgain! - pod.Now).Value.TotalSeconds))
                Assert.Equal("CrashLoopBackOff", pod.Status.ContainerStatuses[0].State.Waiting.Reason);
            pauses.Add((pod.Now - ended).TotalSeconds);
        }

        Assert.Equal([0, 10, 20, 40, 80, 160, 300, 300, 300], pauses);
        Assert.Contains(pod.Events, e => e is { Reason: "BackOff", Message: "Back-off restarting failed container main in pod p_default(u)" });
        Assert.Equal(8, pod.Record["main"].RestartCount);
    }

    [Fact]
    public void A_long_run_makes_the_next_restart_immediate_again()
    {
        var pod = new PodSimulation(APod("Always", AContainer()));
        pod.Plan();
        for (var run = 0; run < 2; run++)
        {
            pod.Started();
            pod.Exited(1);
            pod.PlanAfter(60);
        }

        pod.Started();
        pod.PlanAfter(600);
        pod.Exited(1);

        Assert.Equal("start main", pod.Plan());
    }

    [Fact]
    public void Deletion_asks_politely_and_kills_when_the_grace_period_is_over()
    {
        var pod = new PodSimulation(APod("Always", AContainer()));
        pod.Plan();
        pod.Started();
        pod.Delete(grace: 5);

        Assert.Equal("terminate main", pod.Plan());
        Assert.Equal("", pod.PlanAfter(4.9));
        Assert.Equal("kill main", pod.PlanAfter(0.1));
        pod.Exited(137);
        Assert.Equal("remove", pod.Plan());
        Assert.Equal("Failed", pod.Status.Phase);
        Assert.Single(pod.Events, e => e is { Reason: "Killing", Message: "Stopping container main" });
    }

    [Fact]
    public void A_pre_stop_hook_comes_before_the_signal_and_costs_grace()
    {
        var container = AContainer();
        container.Lifecycle = new V1Lifecycle { PreStop = new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["x"] } } };
        var pod = new PodSimulation(APod("Never", container));
        pod.Plan();
        pod.Started();
        pod.Delete(grace: 10);

        Assert.Equal("hook main", pod.Plan());
        Assert.Equal("", pod.PlanAfter(9));
        Assert.Equal("terminate main", pod.PlanAfter(1));
        Assert.Equal("kill main", pod.PlanAfter(2));
    }

    [Fact]
    public void Shortening_the_grace_period_brings_the_kill_forward()
    {
        var pod = new PodSimulation(APod("Always", AContainer()));
        pod.Plan();
        pod.Started();
        pod.Delete(grace: 3600);
        pod.Plan();
        pod.Delete(grace: 1);
        pod.Plan();

        Assert.Equal("kill main", pod.PlanAfter(1));
    }

    [Fact]
    public void Init_containers_run_one_after_another_before_the_others()
    {
        var spec = APod("Never", AContainer());
        spec.Spec.InitContainers = [AContainer("one"), AContainer("two")];
        var pod = new PodSimulation(spec);

        Assert.Equal("start one", pod.Plan());
        Assert.Equal("PodInitializing", pod.Status.ContainerStatuses[0].State.Waiting.Reason);
        pod.Started("one");
        Assert.Equal("", pod.Plan());
        pod.Exited(0, "one");
        Assert.Equal("start two", pod.Plan());
        pod.Started("two");
        pod.Exited(0, "two");
        Assert.Equal("start main", pod.Plan());
    }

    [Fact]
    public void A_failed_init_container_fails_a_pod_that_never_restarts()
    {
        var spec = APod("Never", AContainer());
        spec.Spec.InitContainers = [AContainer("one")];
        var pod = new PodSimulation(spec);
        pod.Plan();
        pod.Started("one");
        pod.Exited(1, "one");

        Assert.Equal("", pod.Plan());
        Assert.Equal("Failed", pod.Status.Phase);
    }

    [Fact]
    public void A_sidecar_starts_first_and_is_stopped_last()
    {
        var spec = APod("Never", AContainer());
        var sidecar = AContainer("side");
        sidecar.RestartPolicy = "Always";
        spec.Spec.InitContainers = [sidecar];
        var pod = new PodSimulation(spec);

        Assert.Equal("start side", pod.Plan());
        pod.Started("side");
        Assert.Equal("start main", pod.Plan());
        pod.Started();
        pod.Exited(0);
        Assert.Equal("terminate side", pod.Plan());
        Assert.Equal("Running", pod.Status.Phase);
        pod.Exited(143, "side");
        pod.Plan();
        Assert.Equal("Succeeded", pod.Status.Phase);
    }

    [Fact]
    public void A_pod_past_its_active_deadline_fails_with_that_reason()
    {
        var spec = APod("Always", AContainer());
        spec.Spec.ActiveDeadlineSeconds = 60;
        var pod = new PodSimulation(spec);
        pod.Plan();
        pod.Started();

        Assert.Equal("", pod.PlanAfter(59));
        Assert.Equal(Start.AddSeconds(60), pod.LookAgain);
        Assert.Equal("terminate main", pod.PlanAfter(1));
        pod.Exited(0);
        pod.Plan();
        Assert.Equal(("Failed", "DeadlineExceeded"), (pod.Status.Phase, pod.Status.Reason));
    }

    [Fact]
    public void A_node_going_down_ends_its_pods_as_failed()
    {
        var pod = new PodSimulation(APod("Always", AContainer()));
        pod.Plan();
        pod.Started();
        pod.ShutdownBy = pod.Now.AddSeconds(7);

        Assert.Equal("terminate main", pod.Plan());
        Assert.Equal("kill main", pod.PlanAfter(7));
        pod.Exited(137);
        pod.Plan();
        Assert.Equal(("Failed", "Terminated"), (pod.Status.Phase, pod.Status.Reason));
    }

    [Fact]
    public void A_liveness_probe_kills_after_its_threshold_and_the_container_restarts()
    {
        var container = AContainer();
        container.LivenessProbe = new V1Probe { InitialDelaySeconds = 5, PeriodSeconds = 2, FailureThreshold = 2 };
        var pod = new PodSimulation(APod("Always", container));
        pod.Plan();
        pod.Started();

        Assert.Equal("", pod.PlanAfter(4));
        Assert.Equal("liveness probe main", pod.PlanAfter(1));
        pod.Probed(ProbeKind.Liveness, success: false);
        Assert.Equal("", pod.Plan());
        Assert.Equal("liveness probe main", pod.PlanAfter(2));
        pod.Probed(ProbeKind.Liveness, success: false);
        Assert.Equal("terminate main", pod.Plan());
        Assert.Contains(pod.Events, e => e is { IsWarning: true, Reason: "Unhealthy", Message: "Liveness probe failed: no" });
        Assert.Contains(pod.Events, e => e is { Reason: "Killing", Message: "Container main failed liveness probe, will be restarted" });
        pod.Exited(143);
        Assert.Equal("start main", pod.Plan());
    }

    [Fact]
    public void Nothing_else_is_probed_until_the_startup_probe_has_passed()
    {
        var container = AContainer();
        container.StartupProbe = container.ReadinessProbe = new V1Probe();
        var pod = new PodSimulation(APod("Always", container));
        pod.Plan();
        pod.Started();

        Assert.Equal("startup probe main", pod.Plan());
        pod.Probed(ProbeKind.Startup, success: true);
        Assert.Equal((true, false), (pod.Status.ContainerStatuses[0].Started!.Value, pod.Status.ContainerStatuses[0].Ready));
        Assert.Equal("readiness probe main", pod.Plan());
        pod.Probed(ProbeKind.Readiness, success: true);
        Assert.Equal("True", pod.Status.Conditions.Single(condition => condition.Type == "Ready").Status);
    }

    [Fact]
    public void An_unready_container_is_named_by_the_condition()
    {
        var container = AContainer();
        container.ReadinessProbe = new V1Probe { FailureThreshold = 1 };
        var pod = new PodSimulation(APod("Always", container, AContainer("other")));
        pod.Plan();
        pod.Started();
        pod.Started("other");
        pod.Probed(ProbeKind.Readiness, success: false);

        var ready = pod.Status.Conditions.Single(condition => condition.Type == "Ready");
        Assert.Equal(("False", "ContainersNotReady", "containers with unready status: [main]"), (ready.Status, ready.Reason, ready.Message));
    }

    [Fact]
    public void A_missing_image_turns_from_pull_error_to_back_off_and_is_tried_again()
    {
        var pod = new PodSimulation(APod("Always", AContainer()));
        pod.Plan();
        pod.Change("main", (state, _) => state.ImageMissing("why", new RestartRules(), pod.Now));
        pod.Plan();
        Assert.Equal("ErrImagePull", pod.Status.ContainerStatuses[0].State.Waiting.Reason);
        Assert.Equal("", pod.PlanAfter(1));
        Assert.Equal("ImagePullBackOff", pod.Status.ContainerStatuses[0].State.Waiting.Reason);
        Assert.Equal("Back-off pulling image \"host\": ErrImagePull: why", pod.Status.ContainerStatuses[0].State.Waiting.Message);
        Assert.Equal("start main", pod.PlanAfter(9));
        Assert.Equal("Pending", pod.Status.Phase);
    }

    [Fact]
    public void Passing_the_memory_limit_kills_at_once_and_is_named()
    {
        var pod = new PodSimulation(APod("Never", AContainer()));
        pod.Plan();
        pod.Started();
        pod.Change("main", (state, _) => state.PastMemoryLimit(pod.Now));

        Assert.Equal("kill main", pod.Plan());
        pod.Exited(137);
        pod.Plan();
        var ended = pod.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal(("OOMKilled", 137), (ended.Reason, ended.ExitCode));
    }

    [Fact]
    public void A_container_that_the_api_calls_running_but_nobody_knows_is_reported_as_lost()
    {
        var spec = APod("Never", AContainer());
        spec.Status = new V1PodStatus
        {
            Phase = "Running",
            ContainerStatuses = [new V1ContainerStatus { Name = "main", Image = "host", ImageID = "", State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Start.UtcDateTime } } }],
        };
        var pod = new PodSimulation(spec);

        Assert.Equal("", pod.Plan());
        var ended = pod.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal(("ContainerStatusUnknown", 137, "Failed"), (ended.Reason, ended.ExitCode, pod.Status.Phase));
    }
}
