using System.Text.Json.Nodes;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class KubernetesApiTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new();
    private readonly OperatorMetrics metrics = new();

    [Fact]
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks()
    {
        await using var server = await ScriptedServer.StartAsync(
            time,
            Answers.Status(429, "TooManyRequests", "slow down", retryAfter: "7"),
            Answers.Json(Answers.ConfigMap("a", "5")));
        using var connection = new KubernetesConnection(server.Configuration);

        var get = Api(connection).GetAsync<V1ConfigMap>("a", "default", default);
        await time.RunAsync(get, Step);

        Assert.Equal("a", (await get)!.Metadata.Name);
        Assert.InRange(server.Requests[1].At - server.Requests[0].At, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(500, 1)]
    [InlineData(503, 1)]
    [InlineData(429, 2)]
    public async Task A_create_is_repeated_only_when_the_server_certainly_did_not_act(int code, int requests)
    {
        await using var server = await ScriptedServer.StartAsync(
            time, Answers.Status(code, "x", "not now"), Answers.Json(Answers.ConfigMap("a", "5"), 201));
        using var connection = new KubernetesConnection(server.Configuration);

        var create = Api(connection).CreateAsync(Map("a"), default);
        await time.RunAsync(create.ContinueWith(_ => { }, TaskScheduler.Default), Step);

        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal(requests == 2, create.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_read_outlasts_errors_of_the_server_and_is_counted_by_code()
    {
        await using var server = await ScriptedServer.StartAsync(
            time, Answers.Status(500, "x", "boom"), Drop, Answers.Json(Answers.ConfigMap("a", "5")));
        using var connection = new KubernetesConnection(server.Configuration);

        await time.RunAsync(Api(connection).GetAsync<V1ConfigMap>("a", "default", default), Step);

        Assert.Equal(1, metrics.ApiRequests.WithLabels("get", "500").Value);
        Assert.Equal(1, metrics.ApiRequests.WithLabels("get", "error").Value);
        Assert.Equal(1, metrics.ApiRequests.WithLabels("get", "200").Value);
        Assert.Equal(2, metrics.ApiRetries.Value);
    }

    [Theory]
    [InlineData(409, "Conflict", nameof(ApiErrorKind.Conflict))]
    [InlineData(409, "AlreadyExists", nameof(ApiErrorKind.AlreadyExists))]
    [InlineData(410, "Expired", nameof(ApiErrorKind.Gone))]
    [InlineData(422, "Invalid", nameof(ApiErrorKind.Invalid))]
    [InlineData(403, "Forbidden", nameof(ApiErrorKind.Forbidden))]
    [InlineData(404, "NotFound", nameof(ApiErrorKind.NotFound))]
    public async Task A_refusal_is_typed_says_the_servers_words_and_is_not_repeated(int code, string reason, string kind)
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Status(code, reason, "the server's words"));
        using var connection = new KubernetesConnection(server.Configuration);

        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => Api(connection).ApplyAsync(Map("a"), default));

        Assert.Equal(kind, fault.Kind.ToString());
        Assert.Equal($"apply /api/v1/namespaces/default/configmaps/a: {code} the server's words", fault.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_missing_object_is_null_and_a_gone_one_needs_no_deleting()
    {
        await using var server = await ScriptedServer.StartAsync(
            time,
            Answers.Status(404, "NotFound", "no"),
            Answers.Status(404, "NotFound", "no"),
            Answers.Status(409, "Conflict", "the UID in the precondition does not match"));
        using var connection = new KubernetesConnection(server.Configuration);

        Assert.Null(await Api(connection).GetAsync<V1ConfigMap>("a", "default", default));
        Assert.False(await Api(connection).DeleteAsync<V1ConfigMap>("a", "default", "u", default));
        Assert.False(await Api(connection).DeleteAsync<V1ConfigMap>("a", "default", "u", default, gracePeriodSeconds: 0));
        Assert.Equal("""{"uid":"u"}""", JsonNode.Parse(server.Requests[2].Body)!["preconditions"]!.ToJsonString());
    }

    [Fact]
    public async Task A_list_whose_body_stalls_is_given_up()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.StreamThenHang("""{"metadata":"""));
        using var connection = new KubernetesConnection(server.Configuration);
        var api = new KubernetesApi(connection, metrics, time, new ApiResilienceOptions { Retries = 1 });

        var list = Assert.ThrowsAsync<KubernetesApiException>(async () =>
        {
            await foreach (var page in api.ListAsync<V1ConfigMap>(null, null, default))
            {
                Assert.Fail($"a page of {page.Items.Count}");
            }
        });
        await time.RunAsync(list, TimeSpan.FromSeconds(1));

        Assert.Equal("list /api/v1/configmaps: no complete answer within 20 s", (await list).Message);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_call_that_gets_no_answer_is_made_again_over_another_connection()
    {
        var connections = new List<string>();
        Func<HttpContext, Task> Noted(Func<HttpContext, Task> answer) => context =>
        {
            connections.Add(context.Connection.Id);
            return answer(context);
        };
        await using var server = await ScriptedServer.StartAsync(time, Noted(Answers.Hang), Noted(Answers.Json(Answers.ConfigMap("a", "5"))));
        using var connection = new KubernetesConnection(server.Configuration);

        var get = Api(connection).GetAsync<V1ConfigMap>("a", "default", default);
        await time.RunAsync(get, TimeSpan.FromSeconds(1));

        Assert.Equal("a", (await get)!.Metadata.Name);
        Assert.Equal(2, connections.Distinct().Count());
    }

    [Fact]
    public async Task Whatever_the_client_throws_for_want_of_an_answer_is_a_server_out_of_reach()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Json(Answers.ConfigMap("a", "5")));
        using var broken = new BrokenOnce();
        using var connection = new KubernetesConnection(server.Configuration, broken);

        var get = Api(connection).GetAsync<V1ConfigMap>("a", "default", default);
        await time.RunAsync(get, Step);

        Assert.Equal("a", (await get)!.Metadata.Name);
        Assert.Equal(1, metrics.ApiRequests.WithLabels("get", "error").Value);
    }

    [Fact]
    public async Task Big_lists_come_in_pages()
    {
        await using var server = await ScriptedServer.StartAsync(
            time,
            Answers.Json(Answers.Page("9", "tok/en", Answers.ConfigMap("a", "5"))),
            Answers.Json(Answers.Page("9", null, Answers.ConfigMap("b", "6"))));
        using var connection = new KubernetesConnection(server.Configuration);

        var names = new List<string>();
        await foreach (var page in Api(connection).ListAsync<V1ConfigMap>("default", "a=b", default))
        {
            Assert.Equal("9", page.ResourceVersion);
            names.AddRange(page.Items.Select(i => i.Metadata.Name));
        }

        Assert.Equal(["a", "b"], names);
        Assert.Equal("/api/v1/namespaces/default/configmaps?limit=500&labelSelector=a%3Db&continue=tok%2Fen", server.Requests[1].Path);
    }

    [Fact]
    public async Task An_apply_states_what_the_caller_set_and_nothing_else()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Json("{}"), Answers.Json("{}"));
        using var connection = new KubernetesConnection(server.Configuration);
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = "p",
                NamespaceProperty = "default",
                Uid = "u",
                Generation = 3,
                CreationTimestamp = DateTime.UnixEpoch,
                ManagedFields = [],
            },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "c" }], NodeName = null },
            Status = new V1PodStatus { Phase = "Running", StartTime = DateTime.UnixEpoch.AddMilliseconds(1500) },
        };

        await Api(connection).ApplyAsync(pod, default);
        await Api(connection).ApplyStatusAsync(pod, default);

        Assert.Equal("/api/v1/namespaces/default/pods/p?fieldManager=gpt-operator&force=true", server.Requests[0].Path);
        Assert.Equal("application/apply-patch+yaml", server.Requests[0].ContentType);
        AssertJson(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"u"},"spec":{"containers":[{"name":"c"}]}}""",
            server.Requests[0].Body);
        Assert.Equal("/api/v1/namespaces/default/pods/p/status?fieldManager=gpt-operator&force=true", server.Requests[1].Path);
        AssertJson(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"u"},"status":{"phase":"Running","startTime":"1970-01-01T00:00:01Z"}}""",
            server.Requests[1].Body);
    }

    [Fact]
    public async Task Lease_times_have_six_digits()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Json("{}"));
        using var connection = new KubernetesConnection(server.Configuration);
        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "l", NamespaceProperty = "default" },
            Spec = new V1LeaseSpec { RenewTime = DateTime.UnixEpoch },
        };

        await Api(connection).CreateAsync(lease, default);

        Assert.Contains("\"renewTime\":\"1970-01-01T00:00:00.000000Z\"", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_fence_lets_reads_through_and_no_write()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Json(Answers.ConfigMap("a", "5")));
        using var connection = new KubernetesConnection(server.Configuration);
        using var fence = new TestFence();
        var api = Api(connection).WithFence(fence);
        fence.Close();

        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => api.ApplyAsync(Map("a"), default));

        Assert.Equal(ApiErrorKind.Fenced, fault.Kind);
        Assert.Empty(server.Requests);
        Assert.NotNull(await api.GetAsync<V1ConfigMap>("a", "default", default));
    }

    [Fact]
    public async Task A_fence_that_closes_cuts_off_the_write_on_its_way()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Hang);
        using var connection = new KubernetesConnection(server.Configuration);
        using var fence = new TestFence();

        var apply = Api(connection).WithFence(fence).ApplyAsync(Map("a"), default);
        await server.NextAsync();
        fence.Close();

        Assert.Equal(ApiErrorKind.Fenced, (await Assert.ThrowsAsync<KubernetesApiException>(() => apply)).Kind);
    }

    [Fact]
    public async Task An_endless_answer_is_refused_at_its_limit()
    {
        await using var server = await ScriptedServer.StartAsync(time, async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('x', 10_000), context.RequestAborted);
            }
        });
        using var connection = new KubernetesConnection(server.Configuration);

        var fault = await Assert.ThrowsAsync<KubernetesApiException>(
            () => Api(connection).GetRawAsync("progress", 65_536, TimeSpan.FromSeconds(5), default));

        Assert.Equal("get /progress: the answer is longer than 65536 bytes", fault.Message);
    }

    [Fact]
    public async Task An_unreachable_server_is_named_after_all_retries_even_for_a_create()
    {
        var server = await ScriptedServer.StartAsync(time);
        using var connection = new KubernetesConnection(server.Configuration);
        var address = new Uri(server.Configuration.Host).GetLeftPart(UriPartial.Authority);
        await server.DisposeAsync();

        var create = Assert.ThrowsAsync<KubernetesApiException>(() => Api(connection).CreateAsync(Map("a"), default));
        await time.RunAsync(create, Step);

        Assert.StartsWith($"create /api/v1/namespaces/default/configmaps: cannot reach {address}:", (await create).Message, StringComparison.Ordinal);
        Assert.Equal(4, metrics.ApiRetries.Value);
    }

    private static Task Drop(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static V1ConfigMap Map(string name) =>
        new() { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" } };

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);

    private KubernetesApi Api(KubernetesConnection connection) =>
        new(connection, metrics, time, new ApiResilienceOptions { AttemptTimeout = TimeSpan.FromHours(1) });
}
