using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

/// <summary>Quotas of the local API server; a real one counts what its quota controller has counted.</summary>
public sealed class QuotaTests(ApiServerFixture api)
{
    [Fact]
    public async Task A_pod_beyond_its_namespaces_quota_is_refused_in_the_servers_words()
    {
        Assert.SkipUnless(api.IsLocal, "needs a quota controller where the server is a real one");
        var ns = await api.NewNamespaceAsync();
        await QuotaAsync(ns, """{"pods":"2","requests.memory":"1Gi"}""");
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods", Pod("a", "600Mi"));

        var refused = await api.Http.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods", Pod("b", "600Mi"));
        var unstated = await api.Http.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods", Pod("c", memory: null));
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods", Pod("d", "400Mi"));

        Assert.Equal(
            "pods \"b\" is forbidden: exceeded quota: team, requested: requests.memory=629145600, used: requests.memory=629145600, limited: requests.memory=1073741824",
            (string?)refused["message"]);
        Assert.Equal("pods \"c\" is forbidden: failed quota: team: must specify requests.memory", (string?)unstated["message"]);
    }

    [Fact]
    public async Task A_pod_that_has_ended_leaves_its_place()
    {
        Assert.SkipUnless(api.IsLocal, "needs a quota controller where the server is a real one");
        var ns = await api.NewNamespaceAsync();
        await QuotaAsync(ns, """{"pods":"1"}""");
        var path = $"/api/v1/namespaces/{ns}/pods";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, Pod("a", memory: null));
        await api.Http.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, path, Pod("b", memory: null));

        await api.Http.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Patch, $"{path}/a/status", new JsonObject { ["status"] = new JsonObject { ["phase"] = "Succeeded" } }, "application/merge-patch+json");

        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, Pod("b", memory: null));
    }

    private Task<JsonObject> QuotaAsync(string ns, string hard) => api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"/api/v1/namespaces/{ns}/resourcequotas", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ResourceQuota",
        ["metadata"] = new JsonObject { ["name"] = "team" },
        ["spec"] = new JsonObject { ["hard"] = JsonNode.Parse(hard) },
    });

    private static JsonObject Pod(string name, string? memory)
    {
        var container = new JsonObject { ["name"] = "main", ["image"] = "host" };
        if (memory is not null)
            container["resources"] = new JsonObject { ["requests"] = new JsonObject { ["memory"] = memory } };
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) },
        };
    }
}
