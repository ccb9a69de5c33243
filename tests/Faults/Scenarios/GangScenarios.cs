using System.Text.Json.Nodes;
using GptOperator.Faults.Simulation;

namespace GptOperator.Faults.Scenarios;

/// <summary>Jobs whose pods are scheduled together, by the schedulers that have an API for that.</summary>
internal static class GangScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("a_gang_under_coscheduling") { Before = Install("scheduling.x-k8s.io", "v1alpha1"), Spec = Gang("Coscheduling"), Pods = PretrainingFailsOnce },
        new("a_gang_under_volcano") { Before = Install("scheduling.volcano.sh", "v1beta1"), Spec = Gang("Volcano"), Pods = PretrainingFailsOnce },
    ];

    private static Dictionary<string, PodScript> PretrainingFailsOnce => new() { ["demo-pretrain-0-0"] = PodScript.Exits(75) };

    private static JsonObject Gang(string api) => new() { ["scheduling"] = new JsonObject { ["podGroup"] = api } };

    private static Action<World> Install(string group, string version) => world =>
    {
        if (world.Cluster.Server.Catalog.Current.Find(group, version, "podgroups") is null)
            world.Cluster.Create("apiextensions.k8s.io/v1", "customresourcedefinitions", Definition(group, version));
    };

    private static JsonObject Definition(string group, string version) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = $"podgroups.{group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = group,
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject { ["plural"] = "podgroups", ["singular"] = "podgroup", ["kind"] = "PodGroup", ["listKind"] = "PodGroupList" },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = version,
                ["served"] = true,
                ["storage"] = true,
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
            }),
        },
    };
}
