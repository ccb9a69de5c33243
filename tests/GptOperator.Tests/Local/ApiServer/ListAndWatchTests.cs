using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class ListAndWatchTests(ApiServerFixture api)
{
    [Fact]
    public async Task Pages_of_one_list_show_one_moment()
    {
        var path = await NewCollectionAsync("a", "b", "c");
        var first = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{path}?limit=2&labelSelector=test%3Dpages");
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/c");
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("d", ("test", "pages")));

        var token = Uri.EscapeDataString((string)first["metadata"]!["continue"]!);
        var second = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{path}?limit=2&labelSelector=test%3Dpages&continue={token}");

        Assert.Equal(["a", "b", "c"], Names(first).Concat(Names(second)));
        Assert.Equal(first.Version(), second.Version());
    }

    [Theory]
    [InlineData("color=red", "a")]
    [InlineData("color!=red", "b,c")]
    [InlineData("color in (red,blue)", "a,b")]
    [InlineData("color notin (red)", "b,c")]
    [InlineData("!color", "c")]
    [InlineData("color", "a,b")]
    public async Task Label_selector_selects(string selector, string expected)
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/secrets";
        foreach (var (name, color) in new[] { ("a", "red"), ("b", "blue"), ("c", "") })
        {
            var secret = RawApi.ConfigMap(name);
            secret["kind"] = "Secret";
            secret["data"] = null;
            if (color.Length > 0) secret["metadata"]!["labels"] = new JsonObject { ["color"] = color };
            await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, secret);
        }

        var list = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{path}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(expected.Split(','), Names(list));
    }

    [Fact]
    public async Task Unknown_field_selector_is_refused()
    {
        var path = await NewCollectionAsync();
        var status = await api.Http.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"{path}?fieldSelector=data.a%3D1");
        Assert.Contains("data.a", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_tells_every_change_after_the_list_in_order()
    {
        var path = await NewCollectionAsync("a");
        var list = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("b"));
        await PatchAsync($"{path}/a", """{"data": {"a": "2"}}""");
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/b");

        var seen = await TakeAsync($"{path}?resourceVersion={list.Version()}", 3);

        Assert.Equal([("ADDED", "b"), ("MODIFIED", "a"), ("DELETED", "b")], seen.Select(e => (e.Type, e.Object.Name())));
    }

    [Fact]
    public async Task Object_that_stops_matching_is_deleted_to_the_watcher()
    {
        var path = await NewCollectionAsync("a");
        var list = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);
        await PatchAsync($"{path}/a", """{"metadata": {"labels": {"test": "other"}}}""");
        await PatchAsync($"{path}/a", """{"metadata": {"labels": {"test": "pages"}}}""");

        var seen = await TakeAsync($"{path}?labelSelector=test%3Dpages&resourceVersion={list.Version()}", 2);

        Assert.Equal(["DELETED", "ADDED"], seen.Select(e => e.Type));
    }

    [Fact]
    public async Task Initial_events_end_with_a_marked_bookmark()
    {
        var path = await NewCollectionAsync("a", "b");
        var seen = await TakeAsync(
            $"{path}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=test%3Dpages", 3);
        Assert.Equal(["ADDED", "ADDED", "BOOKMARK"], seen.Select(e => e.Type));
        Assert.Equal("true", (string?)seen[2].Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
    }

    [Fact]
    public async Task Watch_of_tables_sends_rows()
    {
        var path = await NewCollectionAsync("a");
        await foreach (var (type, table) in api.Http.WatchAsync($"{path}?fieldSelector=metadata.name%3Da", "application/json;as=Table;v=v1;g=meta.k8s.io"))
        {
            Assert.Equal(("ADDED", "Table"), (type, (string?)table["kind"]));
            Assert.Equal("""["a",1]""", new JsonArray([.. ((JsonArray)table["rows"]![0]!["cells"]!).Take(2).Select(c => c!.DeepClone())]).ToJsonString());
            return;
        }

        Assert.Fail("the watch ended without an event");
    }

    [Fact]
    public async Task Revision_from_the_future_is_told_apart_from_an_expired_one()
    {
        var path = await NewCollectionAsync();
        var status = await api.Http.ExpectAsync(HttpStatusCode.GatewayTimeout, HttpMethod.Get, $"{path}?resourceVersion=9000000000000000");
        Assert.Equal("ResourceVersionTooLarge", (string?)status["details"]!["causes"]![0]!["reason"]);
    }

    private async Task<string> NewCollectionAsync(params string[] names)
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        foreach (var name in names) await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap(name, ("test", "pages")));
        return path;
    }

    private async Task PatchAsync(string path, string patch) =>
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, JsonNode.Parse(patch), "application/merge-patch+json");

    // A real cluster puts objects of its own into each namespace: only the test's are looked at.
    private async Task<List<(string Type, JsonObject Object)>> TakeAsync(string path, int count)
    {
        var seen = new List<(string, JsonObject)>();
        await foreach (var change in api.Http.WatchAsync(path))
        {
            if (change.Type != "BOOKMARK" && change.Object.Name() == "kube-root-ca.crt") continue;
            seen.Add(change);
            if (seen.Count == count) break;
        }

        return seen;
    }

    private static IEnumerable<string> Names(JsonObject list) => ((JsonArray)list["items"]!).Select(i => ((JsonObject)i!).Name());
}
