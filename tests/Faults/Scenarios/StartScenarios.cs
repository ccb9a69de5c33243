using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>What keeps pods from starting.</summary>
internal static class StartScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("no_node_has_room_for_a_while") { Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = new() { Unschedulable = TimeSpan.FromMinutes(7) } } },
        new("the_image_is_missing_for_a_while") { Pods = new Dictionary<string, PodScript> { ["demo-pretrain-0-0"] = new() { ImageMissing = TimeSpan.FromMinutes(7) } } },
        new("a_strangers_pod_has_the_name")
        {
            Before = static world => world.Cluster.Create("v1", "pods", Stranger("demo-prepare-0-0")),
            Acts = [new(When.Reason("Progressing", "NameTaken"), static world => world.Cluster.Delete("v1", "pods", "demo-prepare-0-0"))],
        },
        new("a_strangers_pod_has_the_name_of_the_next_attempt")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = PodScript.Exits(75) },
            Acts =
            [
                new(When.PodRuns("demo-prepare-0-0"), static world => world.Cluster.Create("v1", "pods", Stranger("demo-prepare-1-0"))),
                new(When.Reason("Progressing", "NameTaken"), static world => world.Cluster.Delete("v1", "pods", "demo-prepare-1-0")),
            ],
        },
        new("a_strangers_config_map_has_the_name")
        {
            Before = static world => world.Cluster.Create("v1", "configmaps", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "demo-spec-1" } }),
            Acts = [new(When.Reason("Progressing", "NameTaken"), static world => world.Cluster.Delete("v1", "configmaps", "demo-spec-1"))],
        },
        new("the_config_map_of_a_waiting_pod_is_deleted")
        {
            Pods = new Dictionary<string, PodScript> { ["demo-prepare-0-0"] = new() { Unschedulable = TimeSpan.FromMinutes(7) } },
            Acts = [new(When.Reason("Progressing", "Unschedulable"), static world => world.Cluster.Delete("v1", "configmaps", "demo-spec-1"))],
        },
    ];

    private static JsonObject Stranger(string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "gpt-operator", ["gptoperator.io/job"] = World.JobName } },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "other", ["image"] = "other" }) },
    };
}
