using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>Pods that the cluster or a user ends.</summary>
internal static class DisruptionScenarios
{
    private static readonly PodScript Endless = new() { ExitCode = null };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("a_pod_is_evicted") { Pods = Pretraining(PodScript.Exits(137) with { PodReason = "Evicted" }) },
        new("a_pod_is_preempted") { Pods = Pretraining(PodScript.Exits(143) with { Disruption = "PreemptionByScheduler" }) },
        new("a_node_is_drained_again_and_again")
        {
            Spec = new JsonObject { ["retry"] = new JsonObject { ["limit"] = 0 } },
            Pods = Enumerable.Range(0, 4).ToDictionary(attempt => $"demo-pretrain-{attempt}-0", _ => PodScript.Exits(143) with { Disruption = "EvictionByEvictionAPI" }),
        },
        new("a_running_pod_is_deleted_by_hand")
        {
            Pods = Pretraining(Endless),
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), DeletePod("demo-pretrain-0-0"))],
        },
        new("a_running_pod_is_deleted_by_hand_without_grace")
        {
            Pods = Pretraining(Endless),
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), world => world.Cluster.Delete("v1", "pods", "demo-pretrain-0-0", gracePeriodSeconds: 0))],
        },
        new("a_pod_is_deleted_by_hand_before_it_runs")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0#1"] = new() { Unschedulable = TimeSpan.FromHours(1) } },
            Acts = [new(When.Reason("Progressing", "Unschedulable"), DeletePod("demo-prepare-0-0"))],
        },
        new("an_ended_pod_is_deleted_by_hand")
        {
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), DeletePod("demo-prepare-0-0"))],
        },
        new("a_node_falls_silent")
        {
            Pods = Pretraining(Endless with { NodeSilent = true }),
            Acts = [new(When.PodRuns("demo-pretrain-0-0"), DeletePod("demo-pretrain-0-0"))],
        },
        new("a_node_is_lost_and_its_pod_collected")
        {
            Pods = Pretraining(Endless),
            Acts =
            [
                new(When.PodRuns("demo-pretrain-0-0"), world =>
                    world.Kubelet.End(world.Pod("demo-pretrain-0-0")!, new PodScript { ExitCode = 137, Reason = "ContainerStatusUnknown", Disruption = "DeletionByPodGC" })),
            ],
        },
        new("every_kind_of_end_in_one_life")
        {
            Pods = new Dictionary<string, PodScript>
            {
                ["demo-prepare-0-0"] = PodScript.Exits(75),
                ["demo-pretrain-0-0"] = PodScript.Exits(137) with { PodReason = "Evicted" },
                ["demo-pretrain-1-0"] = PodScript.Exits(1),
                ["demo-pretrain-2-0"] = PodScript.Exits(143),
                ["demo-pretrain-3-0"] = Endless,
            },
            Acts = [new(When.PodRuns("demo-pretrain-3-0"), DeletePod("demo-pretrain-3-0"))],
        },
    ];

    private static Dictionary<string, PodScript> Pretraining(PodScript script) => new() { ["demo-pretrain-0-0"] = script };

    private static Action<World> DeletePod(string name) => world => world.Cluster.Delete("v1", "pods", name);
}
