using System.Text.Json.Nodes;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class EventRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 600, TimeSpan.Zero));
    private readonly OperatorMetrics metrics = new();
    private readonly CancellationTokenSource stop = new();
    private ScriptedServer server = null!;
    private KubernetesConnection connection = null!;
    private EventRecorder recorder = null!;
    private Task run = null!;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await run;
        connection.Dispose();
        await server.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task A_repetition_raises_the_count_of_the_event_that_is_there()
    {
        await StartAsync(_ => Answers.Json("{}"));

        recorder.Record(Job("a"), EventType.Warning, "Failed", "rank 0 exited with 1");
        var created = JsonNode.Parse((await server.NextAsync()).Body)!;
        time.Advance(TimeSpan.FromSeconds(9));
        recorder.Record(Job("a"), EventType.Warning, "Failed", "rank 0 exited with 1");
        var counted = await server.NextAsync();

        Assert.Equal("Warning Failed rank 0 exited with 1 a", $"{created["type"]} {created["reason"]} {created["message"]} {created["involvedObject"]!["name"]}");
        Assert.Equal("2026-01-02T03:04:05Z", created["firstTimestamp"]!.GetValue<string>());
        Assert.Equal(("PATCH", $"/api/v1/namespaces/default/events/{created["metadata"]!["name"]}?fieldManager=gpt-operator"), (counted.Method, counted.Path));
        Assert.Equal("""{"count":2,"lastTimestamp":"2026-01-02T03:04:14Z"}""", counted.Body);
    }

    [Fact]
    public async Task An_event_that_the_server_has_forgotten_is_written_anew_with_its_count()
    {
        await StartAsync(request => request == 1 ? Answers.Status(404, "NotFound", "expired") : Answers.Json("{}"));

        recorder.Record(Job("a"), EventType.Normal, "Started", "stage pretrain");
        recorder.Record(Job("a"), EventType.Normal, "Started", "stage pretrain");
        await server.NextAsync();
        await server.NextAsync();
        var again = await server.NextAsync();

        Assert.Equal(("POST", 2), (again.Method, JsonNode.Parse(again.Body)!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_talkative_object_is_cut_short_and_others_are_not()
    {
        await StartAsync(_ => Answers.Json("{}"));

        for (var i = 0; i < 100; i++)
        {
            recorder.Record(Job("a"), EventType.Normal, "Chatter", $"message {i}");
        }

        recorder.Record(Job("b"), EventType.Normal, "Started", "stage prepare");
        var last = await server.NextAsync();
        while (!last.Body.Contains("stage prepare", StringComparison.Ordinal))
        {
            last = await server.NextAsync();
        }

        Assert.Equal(26, server.Requests.Count);
        Assert.Equal(75, metrics.EventsDropped.WithLabels("rate").Value);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_holds_nobody_up()
    {
        await StartAsync(_ => Answers.Hang);

        for (var i = 0; i < 10_000; i++)
        {
            recorder.Record(Job($"job-{i}"), EventType.Normal, "Started", "stage prepare");
        }

        Assert.InRange(metrics.EventsDropped.WithLabels("buffer").Value, 10_000 - 4096 - 1, 10_000 - 4096);
    }

    private async Task StartAsync(Func<int, Func<HttpContext, Task>> answer)
    {
        var requests = -1;
        server = await ScriptedServer.StartAsync(time, (context, _) => answer(Interlocked.Increment(ref requests))(context));
        connection = new KubernetesConnection(server.Configuration);
        recorder = new EventRecorder(
            new KubernetesApi(connection, metrics, time), "test", metrics, time, NullLogger<EventRecorder>.Instance);
        run = recorder.RunAsync(stop.Token);
    }

    private static V1ConfigMap Job(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Uid = $"uid-{name}" },
    };
}
