using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GptOperator.Faults.Runs;
using GptOperator.Faults.Scenarios;
using GptOperator.Faults.Simulation;
using GptOperator.Hosting;
using GptOperator.Jobs;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer;
using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Chaos;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Tests.Support;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Authorization;

/// <summary>The operator under the chart's roles: it needs every right that they give, and no other.</summary>
public sealed class LeastPrivilegeTests
{
    private const string Namespace = "gpt-operator";
    private static readonly string User = RequestUser.ServiceAccount(Namespace, "gpt-operator").Name;

    /// <summary>Not a call of the operator's: an admission plugin checks it in clusters that have that plugin.</summary>
    private static readonly string[] CheckedByAdmission = ["update gptoperator.io/gpttrainingjobs/finalizers"];

    [Fact]
    public async Task The_operator_uses_every_right_of_the_charts_roles_and_needs_no_other()
    {
        var calls = new ConcurrentDictionary<string, bool>();
        await Task.Factory.StartNew(() => PlayScenarios(calls), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await RunHostAsync(calls);

        var granted = ChartRoles.Granted.Except(CheckedByAdmission).Order().ToList();
        Assert.Equal(granted, calls.Keys.Order());
    }

    /// <summary>Every scenario, to its undisturbed end: what is refused would keep it from that.</summary>
    private static void PlayScenarios(ConcurrentDictionary<string, bool> calls)
    {
        var cluster = SimulatedCluster.Enter();
        cluster.Create("v1", "namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } });
        foreach (var (apiVersion, plural, obj) in Objects())
            cluster.Create(apiVersion, plural, obj, Namespace);
        cluster.OperatorToken = Token(cluster.Server);
        cluster.Faults.Heard = call => Hear(calls, call);
        foreach (var scenario in ScenarioList.All)
            ScenarioRun.Play(scenario, new OperatorTraits(), Deliveries.AtOnce);
    }

    /// <summary>What only a whole operator does: watch, lead, and tell events, the same one twice.</summary>
    private static async Task RunHostAsync(ConcurrentDictionary<string, bool> calls)
    {
        await using var server = await LocalApiServer.StartAsync(new LocalApiServerOptions { Faults = new Listener(call => Hear(calls, call)) }, default);
        using var admin = new k8s.Kubernetes(ServerConfiguration.Of(server));
        await admin.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Namespace } });
        using var http = ApiServerFixture.NewHttpClient(ServerConfiguration.Of(server));
        await http.ExpectAsync(System.Net.HttpStatusCode.Created, HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crds.Generation.CrdGenerator.Generate());
        foreach (var (apiVersion, plural, obj) in Objects())
            await http.ExpectAsync(System.Net.HttpStatusCode.Created, HttpMethod.Post, PathOf(apiVersion, plural), obj);
        var token = await http.ExpectAsync(System.Net.HttpStatusCode.Created, HttpMethod.Post, $"{PathOf("v1", "serviceaccounts")}/gpt-operator/token", new JsonObject { ["spec"] = new JsonObject() });
        using var stop = new CancellationTokenSource();
        var run = OperatorHost.RunAsync(
            new OperatorOptions { Cluster = ServerConfiguration.Of(server, token["status"]!["token"]!.GetValue<string>()), LeaderElection = new LeaderElectionOptions { LeaseNamespace = Namespace } },
            context =>
            {
                var controller = GptTrainingJobController.Create(context);
                return new RepeatingController(controller, context.Events);
            },
            NullLoggerFactory.Instance,
            stop.Token);
        await http.ExpectAsync(System.Net.HttpStatusCode.Created, HttpMethod.Post, "/apis/gptoperator.io/v1alpha1/namespaces/default/gpttrainingjobs", Job());
        await Eventually(() => calls.ContainsKey("patch /events") && calls.ContainsKey("watch gptoperator.io/gpttrainingjobs") && calls.ContainsKey("create /pods"));
        await stop.CancelAsync();
        await run;
        Assert.True(calls.ContainsKey("update coordination.k8s.io/leases"), "the lease was not released");
    }

    private static void Hear(ConcurrentDictionary<string, bool> calls, ApiCall call)
    {
        if (call.User == User && call.IsResource)
            calls[$"{call.Verb} {call.Group}/{call.Resource}"] = true;
    }

    private static string Token(ApiServerCore server)
    {
        var type = server.Catalog.Current.Find("", "v1", "serviceaccounts")!;
        var account = server.Objects.Find(type, Namespace, "gpt-operator");
        return new ServiceAccountTokens(server.Identity.Token, TimeProvider.System).Issue(Namespace, "gpt-operator", account.Uid, DateTimeOffset.MaxValue);
    }

    private static IEnumerable<(string ApiVersion, string Plural, JsonObject Object)> Objects()
    {
        var subjects = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "gpt-operator", ["namespace"] = Namespace });
        yield return ("v1", "serviceaccounts", Named([]));
        yield return ("rbac.authorization.k8s.io/v1", "clusterroles", Named(new() { ["rules"] = ChartRoles.ClusterRole.DeepClone() }));
        yield return ("rbac.authorization.k8s.io/v1", "roles", Named(new() { ["rules"] = ChartRoles.Role.DeepClone() }));
        yield return ("rbac.authorization.k8s.io/v1", "clusterrolebindings", Named(Binding("ClusterRole", subjects)));
        yield return ("rbac.authorization.k8s.io/v1", "rolebindings", Named(Binding("Role", subjects)));
    }

    private static JsonObject Named(JsonObject obj)
    {
        obj["metadata"] = new JsonObject { ["name"] = "gpt-operator" };
        return obj;
    }

    private static JsonObject Binding(string kind, JsonArray subjects) => new()
    {
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = kind, ["name"] = "gpt-operator" },
        ["subjects"] = subjects.DeepClone(),
    };

    private static string PathOf(string apiVersion, string plural)
    {
        var root = apiVersion == "v1" ? "/api/v1" : $"/apis/{apiVersion}";
        return plural.StartsWith("cluster", StringComparison.Ordinal) ? $"{root}/{plural}" : $"{root}/namespaces/{Namespace}/{plural}";
    }

    private static JsonObject Job() => new()
    {
        ["apiVersion"] = "gptoperator.io/v1alpha1",
        ["kind"] = "GptTrainingJob",
        ["metadata"] = new JsonObject { ["name"] = "demo" },
        ["spec"] = new JsonObject
        {
            ["data"] = new JsonObject { ["sources"] = new JsonArray(new JsonObject { ["name"] = "text", ["uri"] = "text.txt" }) },
            ["checkpoint"] = new JsonObject { ["uri"] = "file:///store/demo" },
        },
    };

    private static async Task Eventually(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }

    private sealed class Listener(Action<ApiCall> hear) : IFaultPolicy
    {
        public Fault? Next(ApiCall call)
        {
            hear(call);
            return null;
        }
    }
}
