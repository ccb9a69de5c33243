using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class ObjectTests(ApiServerFixture api)
{
    [Fact]
    public async Task Write_from_a_stale_state_is_a_conflict()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        var created = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("a"));
        var changed = (JsonObject)created.DeepClone();
        changed["data"] = new JsonObject { ["a"] = "2" };
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"{path}/a", changed);
        created["data"] = new JsonObject { ["a"] = "3" };

        var status = await api.Http.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{path}/a", created);

        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again",
            (string?)status["message"]);
        Assert.Equal("Conflict", (string?)status["reason"]);
    }

    [Fact]
    public async Task Write_that_changes_nothing_keeps_the_resource_version()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        var created = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("a"));
        var again = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"{path}/a", created);
        Assert.Equal(created.Version(), again.Version());
    }

    [Theory]
    [InlineData("GET", "configmaps \"none\" not found", "NotFound")]
    [InlineData("DELETE", "configmaps \"none\" not found", "NotFound")]
    public async Task Missing_object_is_named(string method, string message, string reason)
    {
        var ns = await api.NewNamespaceAsync();
        var status = await api.Http.ExpectAsync(HttpStatusCode.NotFound, new HttpMethod(method), $"/api/v1/namespaces/{ns}/configmaps/none");
        Assert.Equal((message, reason), ((string?)status["message"], (string?)status["reason"]));
        Assert.Equal("""{"name":"none","kind":"configmaps"}""", status["details"]!.ToJsonString());
    }

    [Fact]
    public async Task Taken_name_is_refused()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("a"));
        var status = await api.Http.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, path, RawApi.ConfigMap("a"));
        Assert.Equal(("configmaps \"a\" already exists", "AlreadyExists"), ((string?)status["message"], (string?)status["reason"]));
    }

    [Fact]
    public async Task Object_in_a_missing_namespace_is_refused()
    {
        var status = await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/v1/namespaces/no-such-place/configmaps", RawApi.ConfigMap("a"));
        Assert.Equal("namespaces \"no-such-place\" not found", (string?)status["message"]);
    }

    [Fact]
    public async Task Dry_run_stores_nothing()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        var answer = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"{path}?dryRun=All", RawApi.ConfigMap("a"));
        Assert.NotNull(answer["metadata"]!["uid"]);
        await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{path}/a");
    }

    [Fact]
    public async Task Generated_name_starts_with_its_prefix()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        var body = RawApi.ConfigMap("");
        body["metadata"] = new JsonObject { ["generateName"] = "made-" };
        var created = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, body);
        Assert.Matches("^made-[a-z0-9]{5}$", created.Name());
    }

    [Fact]
    public async Task Object_with_a_finalizer_stays_until_the_finalizer_goes()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        var body = RawApi.ConfigMap("a");
        body["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, body);

        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/a");
        var held = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{path}/a");
        Assert.NotNull(held["metadata"]!["deletionTimestamp"]);

        var release = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"{path}/a", release, "application/merge-patch+json");
        await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{path}/a");
    }

    [Fact]
    public async Task Deletion_with_another_objects_uid_is_a_conflict()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("a"));
        var options = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = "another" } };
        var status = await api.Http.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Delete, $"{path}/a", options);
        Assert.StartsWith("Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (another) does not match the UID in record (", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collection_is_deleted_by_selector()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/configmaps";
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("a", ("color", "red")));
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, RawApi.ConfigMap("b", ("color", "blue")));
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}?labelSelector=color%3Dred");
        await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{path}/a");
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{path}/b");
    }

    [Fact]
    public async Task Pod_gets_the_defaults_that_clients_rely_on()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/pods";
        var pod = (JsonObject)JsonNode.Parse("""{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}}""")!;
        var created = await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, pod);
        var spec = created["spec"]!;
        Assert.Equal("Always", (string?)spec["restartPolicy"]);
        Assert.Equal(30, (int?)spec["terminationGracePeriodSeconds"]);
        Assert.Equal("ClusterFirst", (string?)spec["dnsPolicy"]);
        Assert.Equal("IfNotPresent", (string?)spec["containers"]![0]!["imagePullPolicy"]);
        Assert.Equal("/dev/termination-log", (string?)spec["containers"]![0]!["terminationMessagePath"]);
        Assert.Equal("Pending", (string?)created["status"]!["phase"]);
    }

    [Fact]
    public async Task Bound_pod_ends_gracefully_and_a_second_deletion_without_grace_ends_it_at_once()
    {
        var path = $"/api/v1/namespaces/{await api.NewNamespaceAsync()}/pods";
        var pod = (JsonObject)JsonNode.Parse("""{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}}""")!;
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, pod);
        var binding = (JsonObject)JsonNode.Parse("""{"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "p"}, "target": {"kind": "Node", "name": "n"}}""")!;
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"{path}/p/binding", binding);

        var ending = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/p");
        Assert.Equal(30, (int?)ending["metadata"]!["deletionGracePeriodSeconds"]);
        await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/p", new JsonObject { ["gracePeriodSeconds"] = 0 });
        await api.Http.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{path}/p");
    }

    [Fact]
    public async Task Event_is_the_same_object_in_both_groups()
    {
        var ns = await api.NewNamespaceAsync();
        var e = (JsonObject)JsonNode.Parse(
            $$"""
            {"metadata": {"name": "e"}, "involvedObject": {"kind": "Pod", "name": "p", "namespace": "{{ns}}"},
             "reason": "Because", "message": "why", "type": "Normal"}
            """)!;
        await api.Http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"/api/v1/namespaces/{ns}/events", e);
        var other = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"/apis/events.k8s.io/v1/namespaces/{ns}/events/e");
        Assert.Equal(("why", "p"), ((string?)other["note"], (string?)other["regarding"]!["name"]));
        var found = await api.Http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"/api/v1/namespaces/{ns}/events?fieldSelector=involvedObject.name%3Dp");
        Assert.Single((JsonArray)found["items"]!);
    }
}
