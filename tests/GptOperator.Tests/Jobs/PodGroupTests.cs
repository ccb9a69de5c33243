using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Jobs;

/// <summary>Gangs in a cluster that has a scheduler's PodGroup API, and in one that lacks it.</summary>
public sealed class PodGroupTests(ApiServerFixture server) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => new(JobDefinition.InstallAsync(server));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_attempt_has_its_pod_group_while_it_lasts()
    {
        await InstallAsync("scheduling.volcano.sh", "v1beta1");
        using var scenario = await JobScenario.StartAsync(server, spec: """{"scheduling":{"podGroup":"Volcano","queueName":"research"}}""");

        await scenario.ReconcileAsync();
        var group = Assert.Single(await GroupsAsync(scenario, "scheduling.volcano.sh/v1beta1"))!;
        Assert.Equal(("demo-prepare-0", 1, "research"), (group["metadata"]!["name"]!.ToString(), (int)group["spec"]!["minMember"]!, group["spec"]!["queue"]!.ToString()));
        var pod = Assert.Single(await scenario.PodsAsync());
        Assert.Equal(("volcano", "demo-prepare-0"), (pod.Spec.SchedulerName, pod.Metadata.Annotations["scheduling.k8s.io/group-name"]));

        await scenario.EndPodAsync("demo-prepare-0-0", exitCode: 0);
        await scenario.ReconcileAsync();
        await scenario.ReconcileAsync();
        Assert.Equal("demo-pretrain-0", Assert.Single(await GroupsAsync(scenario, "scheduling.volcano.sh/v1beta1"))!["metadata"]!["name"]!.ToString());

        await scenario.EndPodAsync("demo-pretrain-0-0", exitCode: 0);
        await scenario.ReconcileAsync();
        await scenario.ReconcileAsync();
        Assert.Empty(await GroupsAsync(scenario, "scheduling.volcano.sh/v1beta1"));
    }

    [Fact]
    public async Task A_cluster_without_the_API_runs_the_pods_one_by_one_and_says_so()
    {
        using var scenario = await JobScenario.StartAsync(server, spec: """{"scheduling":{"podGroup":"Coscheduling"}}""");

        await scenario.ReconcileAsync();

        Assert.DoesNotContain("scheduling.x-k8s.io/pod-group", Assert.Single(await scenario.PodsAsync()).Metadata.Labels.Keys);
        Assert.Contains("NoPodGroup", scenario.Events.Reasons);
    }

    private async Task<JsonArray> GroupsAsync(JobScenario scenario, string version) =>
        (await server.Http.SendJsonAsync(HttpMethod.Get, $"/apis/{version}/namespaces/{scenario.Namespace}/podgroups")).Body["items"]!.AsArray();

    private async Task InstallAsync(string group, string version)
    {
        var definition = new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"podgroups.{group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["kind"] = "PodGroup", ["listKind"] = "PodGroupList", ["plural"] = "podgroups", ["singular"] = "podgroup" },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = version,
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
                }),
            },
        };
        var (code, answer) = await server.Http.SendJsonAsync(
            HttpMethod.Patch, $"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/podgroups.{group}?fieldManager=test&force=true", definition, "application/apply-patch+yaml");
        Assert.True(code is HttpStatusCode.OK or HttpStatusCode.Created, answer["message"]?.ToString());
        await JobDefinition.EventuallyAsync(async () => (await server.Http.SendJsonAsync(HttpMethod.Get, $"/apis/{group}/{version}")).Code == HttpStatusCode.OK);
    }
}
