using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class OwnershipTests(ApiServerFixture api)
{
    [Fact]
    public async Task Dependents_go_with_their_owner()
    {
        var path = await OwnerAndDependentAsync();
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/owner");
        await GoneAsync(path, "dependent");
    }

    [Fact]
    public async Task Foreground_deletion_takes_the_blocking_dependent_first()
    {
        var path = await OwnerAndDependentAsync();
        var list = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/owner?propagationPolicy=Foreground");
        var order = new List<string>();
        await foreach (var (type, obj) in api.Http.WatchAsync($"{path}?resourceVersion={list.Version()}"))
        {
            if (type == "DELETED") order.Add(obj.Name());
            if (order.Count == 2) break;
        }

        Assert.Equal(["dependent", "owner"], order);
    }

    [Fact]
    public async Task Orphaned_dependent_stays_without_its_owner()
    {
        var path = await OwnerAndDependentAsync();
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/owner?propagationPolicy=Orphan");
        await GoneAsync(path, "owner");
        var dependent = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{path}/dependent");
        Assert.Null(dependent["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task Dependent_of_an_earlier_object_of_the_same_name_goes()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("owner"));
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, Dependent("4e8a0f52-8f3f-4b3e-9a6e-0d2f8f6f7a11"));
        await GoneAsync(path, "dependent");
    }

    [Fact]
    public async Task Deleted_namespace_takes_everything_in_it_along()
    {
        var ns = await api.NewNamespaceAsync();
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"/api/v1/namespaces/{ns}/configmaps", RawApi.ConfigMap("a"));
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"/api/v1/namespaces/{ns}");
        await GoneAsync("/api/v1/namespaces", ns);
        await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/namespaces/{ns}/configmaps/a");
    }

    [Fact]
    public async Task Namespace_that_is_going_takes_no_new_objects()
    {
        var ns = await api.NewNamespaceAsync();
        var held = RawApi.ConfigMap("held");
        held["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        var path = $"/api/v1/namespaces/{ns}/configmaps";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, held);
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"/api/v1/namespaces/{ns}");

        var status = await api.Http.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, path, RawApi.ConfigMap("late"));

        Assert.Contains($"unable to create new content in namespace {ns} because it is being terminated", (string?)status["message"], StringComparison.Ordinal);
        var release = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{path}/held", release, "application/merge-patch+json");
        await GoneAsync("/api/v1/namespaces", ns);
    }

    private async Task<string> OwnerAndDependentAsync()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        var owner = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("owner"));
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, Dependent((string)owner["metadata"]!["uid"]!));
        return path;
    }

    private static JsonObject Dependent(string uid)
    {
        var body = RawApi.ConfigMap("dependent");
        body["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["name"] = "owner",
            ["uid"] = uid,
            ["blockOwnerDeletion"] = true,
        });
        return body;
    }

    private async Task GoneAsync(string path, string name)
    {
        var (code, _) = await api.Http.SendJsonAsync(HttpMethod.Get, $"{path}/{name}");
        if (code == HttpStatusCode.NotFound) return;
        await foreach (var (type, _) in api.Http.WatchAsync($"{path}?fieldSelector=metadata.name%3D{name}"))
            if (type == "DELETED") return;
        Assert.Equal(HttpStatusCode.NotFound, (await api.Http.SendJsonAsync(HttpMethod.Get, $"{path}/{name}")).Code);
    }
}
