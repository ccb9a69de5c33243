using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace GptOperator.Tests.Kubernetes;

public sealed class WatchStreamTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Events_are_whole_however_the_bytes_are_cut()
    {
        var lines = Answers.Event("ADDED", Answers.ConfigMap("a", "5", "ü")) + Answers.Event("BOOKMARK", Answers.ConfigMap("", "9"));
        var (first, rest) = (lines[..40], lines[40..]);
        await using var server = await ScriptedServer.StartAsync(time, Answers.Stream(first, rest[..180], rest[180..], "\n{\"type\":\"ADD"));

        var events = await ReadAsync(server);

        Assert.Equal([(WatchEventType.Added, "5"), (WatchEventType.Bookmark, "9")], events.Select(e => (e.Type, e.Entity.Metadata.ResourceVersion)));
        Assert.Equal("ü", events[0].Entity.Data["value"]);
    }

    [Fact]
    public async Task The_members_of_an_event_may_come_in_any_order()
    {
        await using var server = await ScriptedServer.StartAsync(
            time, Answers.Stream($$"""{"object":{{Answers.ConfigMap("a", "5")}}, "extra":[1], "type":"DELETED"}""", "\n"));

        var change = Assert.Single(await ReadAsync(server));

        Assert.Equal((WatchEventType.Deleted, "a"), (change.Type, change.Entity.Metadata.Name));
    }

    [Theory]
    [InlineData(410, nameof(ApiErrorKind.Gone))]
    [InlineData(500, nameof(ApiErrorKind.ServerError))]
    public async Task An_error_event_is_a_typed_fault(int code, string kind)
    {
        await using var server = await ScriptedServer.StartAsync(
            time, Answers.Stream(Answers.Event("ERROR", $$"""{"kind":"Status","code":{{code}},"message":"too old resource version"}""")));

        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => ReadAsync(server));

        Assert.Equal(kind, fault.Kind.ToString());
        Assert.Contains("too old resource version", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dropped_connection_is_a_passing_fault()
    {
        var drop = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(
            time, Answers.StreamThenDrop(drop.Task, Answers.Event("ADDED", Answers.ConfigMap("a", "5"))));
        using var connection = new KubernetesConnection(server.Configuration);
        using var watch = await Api(connection).WatchAsync<V1ConfigMap>(null, null, "1", default);
        await using var events = watch.ReadAsync(default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        drop.SetResult();
        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => events.MoveNextAsync().AsTask());

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task A_line_that_is_no_event_is_a_passing_fault()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.Stream("<html>\n"));

        var fault = await Assert.ThrowsAsync<KubernetesApiException>(() => ReadAsync(server));

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task A_watch_is_accepted_before_its_first_event_and_its_silence_ends()
    {
        await using var server = await ScriptedServer.StartAsync(time, Answers.StreamThenHang(""));
        using var connection = new KubernetesConnection(server.Configuration);
        using var watch = await Api(connection).WatchAsync<V1ConfigMap>(null, null, "1", default);

        var read = Assert.ThrowsAsync<KubernetesApiException>(() => CollectAsync(watch));
        await Task.Delay(20);
        Assert.False(read.IsCompleted);
        await time.RunAsync(read, TimeSpan.FromSeconds(10));

        Assert.EndsWith("nothing came for 150 s", (await read).Message, StringComparison.Ordinal);
    }

    private async Task<List<WatchEvent<V1ConfigMap>>> ReadAsync(ScriptedServer server)
    {
        using var connection = new KubernetesConnection(server.Configuration);
        using var watch = await Api(connection).WatchAsync<V1ConfigMap>(null, null, "1", default);
        return await CollectAsync(watch);
    }

    private static async Task<List<WatchEvent<V1ConfigMap>>> CollectAsync(WatchStream<V1ConfigMap> watch)
    {
        var events = new List<WatchEvent<V1ConfigMap>>();
        await foreach (var change in watch.ReadAsync(default))
        {
            events.Add(change);
        }

        return events;
    }

    private KubernetesApi Api(KubernetesConnection connection) => new(connection, new OperatorMetrics(), time);
}
