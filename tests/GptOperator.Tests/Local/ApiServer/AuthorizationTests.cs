using System.Net;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer;
using GptOperator.Tests.Support;

namespace GptOperator.Tests.Local.ApiServer;

public sealed class AuthorizationTests : IAsyncLifetime
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private LocalApiServer _server = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalApiServer.StartAsync(new LocalApiServerOptions(), default);
        _admin = ApiServerFixture.NewHttpClient(ServerConfiguration.Of(_server));
        await CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"reader"}}""");
        await CreateAsync($"{Rbac}/namespaces/default/roles", """{"metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list","patch"]}]}""");
        await CreateAsync(
            $"{Rbac}/namespaces/default/rolebindings",
            """{"metadata":{"name":"reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"},"subjects":[{"kind":"ServiceAccount","name":"reader"}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_service_account_may_do_what_its_role_allows_and_nothing_else()
    {
        using var reader = await ReaderAsync();

        await reader.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "/api/v1/namespaces/default/configmaps");
        var refusal = await reader.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/namespaces/default/pods/a");
        await reader.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/namespaces/kube-system/configmaps");
        await reader.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/configmaps");

        Assert.Equal(
            "pods \"a\" is forbidden: User \"system:serviceaccount:default:reader\" cannot get resource \"pods\" in API group \"\" in the namespace \"default\"",
            refusal["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_apply_that_would_create_takes_the_right_to_create()
    {
        using var reader = await ReaderAsync();
        const string Path = "/api/v1/namespaces/default/configmaps/a?fieldManager=test";
        var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "a" } };

        await reader.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Patch, Path, map, "application/apply-patch+yaml");
        await CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");

        await reader.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, Path, map, "application/apply-patch+yaml");
    }

    [Theory]
    [InlineData("list", "configmaps", true)]
    [InlineData("delete", "configmaps", false)]
    [InlineData("list", "secrets", false)]
    public async Task Access_reviews_answer_truly(string verb, string resource, bool allowed)
    {
        using var reader = await ReaderAsync();

        var review = await reader.ExpectAsync(
            HttpStatusCode.Created,
            HttpMethod.Post,
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            new JsonObject { ["spec"] = new JsonObject { ["resourceAttributes"] = new JsonObject { ["namespace"] = "default", ["verb"] = verb, ["resource"] = resource } } });

        Assert.Equal(allowed, review["status"]!["allowed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Who_may_do_everything_may_act_as_a_service_account()
    {
        _admin.DefaultRequestHeaders.Add("Impersonate-User", "system:serviceaccount:default:reader");

        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "/api/v1/namespaces/default/configmaps");
        await _admin.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/namespaces/default/secrets");
    }

    [Fact]
    public async Task A_token_ends_with_its_service_account()
    {
        using var reader = await ReaderAsync();
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, "/api/v1/namespaces/default/serviceaccounts/reader");

        await reader.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/namespaces/default/configmaps");
    }

    private async Task<HttpClient> ReaderAsync()
    {
        var token = await _admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/reader/token", new JsonObject { ["spec"] = new JsonObject() });
        return ApiServerFixture.NewHttpClient(ServerConfiguration.Of(_server, token["status"]!["token"]!.GetValue<string>()));
    }

    private Task<JsonObject> CreateAsync(string path, string json) => _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, JsonNode.Parse(json));
}
