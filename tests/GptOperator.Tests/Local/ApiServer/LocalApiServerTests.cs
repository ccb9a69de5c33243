using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer;
using GptOperator.Tests.Support;
using k8s;

namespace GptOperator.Tests.Local.ApiServer;

/// <summary>What only the local server promises, or what only it can be told to do in a test.</summary>
public sealed class LocalApiServerTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Objects_and_credentials_outlive_a_restart()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalApiServerOptions { DataFile = Path.Combine(folder.Path, "objects") };
        string token;
        string version;
        await using (var server = await LocalApiServer.StartAsync(options, CancellationToken.None))
        {
            token = server.Token;
            using var http = Http(server);
            await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, ConfigMaps, RawApi.ConfigMap("gone"));
            version = (await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, ConfigMaps, RawApi.ConfigMap("kept"))).Version();
            await http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{ConfigMaps}/gone");
        }

        await using var again = await LocalApiServer.StartAsync(options, CancellationToken.None);
        using var client = Http(again);
        Assert.Equal(token, again.Token);
        Assert.Equal(version, (await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{ConfigMaps}/kept")).Version());
        await client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{ConfigMaps}/gone");
        Assert.Equal((410, "Expired"), await FirstErrorAsync(client, $"{ConfigMaps}?resourceVersion={long.Parse(version, null) - 1}"));
    }

    [Fact]
    public async Task Torn_last_record_is_ignored_and_written_over()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalApiServerOptions { DataFile = Path.Combine(folder.Path, "objects") };
        await using (var server = await LocalApiServer.StartAsync(options, CancellationToken.None))
        {
            using var http = Http(server);
            await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, ConfigMaps, RawApi.ConfigMap("a"));
        }

        await File.AppendAllTextAsync(options.DataFile, """{"key":"/configmaps","revision":99,"obj""");
        foreach (var name in (string[])["b", "c"])
        {
            await using var server = await LocalApiServer.StartAsync(options, CancellationToken.None);
            using var http = Http(server);
            await http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{ConfigMaps}/a");
            await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, ConfigMaps, RawApi.ConfigMap(name));
        }
    }

    [Fact]
    public async Task Damaged_data_file_is_named_with_the_record()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "objects");
        await File.WriteAllTextAsync(file, "{\"key\":\"\",\"revision\":5}\nnonsense\n{\"key\":\"\",\"revision\":6}\n");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => LocalApiServer.StartAsync(new LocalApiServerOptions { DataFile = file }, CancellationToken.None));
        Assert.Equal($"{file}: record 2 cannot be read; move the file away to start empty.", error.Message);
    }

    [Fact]
    public async Task Watch_from_a_forgotten_revision_is_gone_and_so_is_a_page()
    {
        await using var server = await LocalApiServer.StartAsync(new LocalApiServerOptions { WatchWindow = 3 }, CancellationToken.None);
        using var http = Http(server);
        foreach (var name in (string[])["a", "b"]) await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, ConfigMaps, RawApi.ConfigMap(name));
        var page = await http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{ConfigMaps}?limit=1");
        for (var i = 0; i < 5; i++) await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, ConfigMaps, RawApi.ConfigMap($"c{i}"));

        Assert.Equal((410, "Expired"), await FirstErrorAsync(http, $"{ConfigMaps}?resourceVersion={page.Version()}"));
        var token = Uri.EscapeDataString((string)page["metadata"]!["continue"]!);
        var status = await http.ExpectAsync(HttpStatusCode.Gone, HttpMethod.Get, $"{ConfigMaps}?limit=1&continue={token}");

        var now = Uri.EscapeDataString((string)status["metadata"]!["continue"]!);
        var rest = await http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"{ConfigMaps}?continue={now}");
        Assert.Equal(["b", "c0", "c1", "c2", "c3", "c4"], ((JsonArray)rest["items"]!).Select(i => ((JsonObject)i!).Name()));
    }

    [Fact]
    public async Task Bookmarks_come_while_nothing_happens()
    {
        await using var server = await LocalApiServer.StartAsync(
            new LocalApiServerOptions { BookmarkInterval = TimeSpan.FromMilliseconds(20) }, CancellationToken.None);
        using var http = Http(server);
        var list = await http.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, ConfigMaps);
        await foreach (var (type, obj) in http.WatchAsync($"{ConfigMaps}?allowWatchBookmarks=true&resourceVersion={list.Version()}"))
        {
            Assert.Equal("BOOKMARK", type);
            Assert.True(long.Parse(obj.Version(), null) >= long.Parse(list.Version(), null));
            return;
        }

        Assert.Fail("no bookmark came");
    }

    [Fact]
    public async Task Request_without_the_token_is_refused()
    {
        await using var server = await LocalApiServer.StartAsync(new LocalApiServerOptions(), CancellationToken.None);
        using var http = Http(server);
        http.DefaultRequestHeaders.Authorization = null;
        var status = await http.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/namespaces");
        Assert.Equal("Unauthorized", (string?)status["reason"]);
    }

    [Fact]
    public async Task Log_comes_from_the_pod_runner_as_asked()
    {
        var logs = new OneLog();
        await using var server = await LocalApiServer.StartAsync(new LocalApiServerOptions { PodLogs = logs }, CancellationToken.None);
        using var http = Http(server);
        var pod = JsonNode.Parse("""{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}""");
        await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/v1/namespaces/default/pods", pod);

        Assert.Equal("line\n", await http.GetStringAsync("/api/v1/namespaces/default/pods/p/log?follow=true&tailLines=7&timestamps=true"));

        Assert.Equal(("default", "p", "c"), logs.Asked);
        Assert.Equal(new PodLogOptions { Follow = true, TailLines = 7, Timestamps = true }, logs.Options);
        var status = await http.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "/api/v1/namespaces/default/pods/p/log?previous=true");
        Assert.Equal("previous terminated container \"c\" in pod \"p\" not found", (string?)status["message"]);
    }

    private static async Task<(int Code, string? Reason)> FirstErrorAsync(HttpClient http, string path)
    {
        await foreach (var (type, status) in http.WatchAsync(path))
            if (type == "ERROR") return ((int)status["code"]!, (string?)status["reason"]);
        return default;
    }

    private static HttpClient Http(LocalApiServer server)
    {
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(server.Kubeconfig));
        return ApiServerFixture.NewHttpClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
    }

    private sealed class OneLog : IPodLogSource
    {
        public (string Namespace, string Pod, string Container) Asked { get; private set; }

        public PodLogOptions? Options { get; private set; }

        public Task<Stream?> OpenAsync(string ns, string pod, string container, bool previous, PodLogOptions options, CancellationToken ct)
        {
            if (previous) return Task.FromResult<Stream?>(null);
            Asked = (ns, pod, container);
            Options = options;
            return Task.FromResult<Stream?>(new MemoryStream("line\n"u8.ToArray()));
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("gpt-operator-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
