using System.Text;
using GptOperator.Local.ApiServer;
using GptOperator.Local.Pods;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GptOperator.Tests.Local.Pods;

/// <summary>A real API server with a real pod runner, both in this process.</summary>
public sealed class LocalPods : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string _folder = Directory.CreateTempSubdirectory("local-pods").FullName;
    private LocalApiServer? _server;
    private PodRunner? _runner;
    private Task? _running;
    private CancellationTokenSource _stop = new();

    public IKubernetes Client { get; private set; } = null!;

    public string DataDirectory => Path.Combine(_folder, "data");

    public string WorkingDirectory => _folder;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalApiServer.StartAsync(new LocalApiServerOptions { PodLogs = new PodLogs(DataDirectory) }, CancellationToken.None);
        Client = new k8s.Kubernetes(Configuration());
        StartRunner();
    }

    public async ValueTask DisposeAsync()
    {
        await StopRunnerAsync();
        Client.Dispose();
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void StartRunner()
    {
        _stop = new CancellationTokenSource();
        _runner = new PodRunner(
            Configuration(),
            new PodRunnerOptions
            {
                DataDirectory = DataDirectory,
                WorkingDirectory = _folder,
                Images = new ImageCatalog().Add("shell", "/bin/sh", "-c"),
                Rules = new RestartRules { FirstBackOff = TimeSpan.FromSeconds(0.2), ConfigRetry = TimeSpan.FromSeconds(0.2) },
                Capacity = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("4"), ["memory"] = new("8Gi"), ["pods"] = new("110") },
                MemoryInterval = TimeSpan.FromMilliseconds(100),
                ShutdownGrace = TimeSpan.FromSeconds(5),
            },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        _running = Task.Run(() => _runner.RunAsync(_stop.Token));
    }

    public async Task StopRunnerAsync()
    {
        await _stop.CancelAsync();
        await _running!.WaitAsync(Patience);
        await _runner!.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>A pod of one container, with more of its spec in YAML.</summary>
    /// <param name="container">Indented by six: fields of the container.</param>
    /// <param name="spec">Indented by two: fields of the pod's spec.</param>
    public async Task<V1Pod> CreateAsync(string name, string script, string restartPolicy = "Never", string container = "", string spec = "")
    {
        var yaml = $"""
            apiVersion: v1
            kind: Pod
            metadata: {"{"} name: {name}, namespace: default {"}"}
            spec:
              restartPolicy: {restartPolicy}
              containers:
                - name: main
                  image: example.org/tools/shell:1.0
            """;
        var pod = KubernetesYaml.Deserialize<V1Pod>(string.Join('\n', [yaml, .. Indent(container, 6), .. Indent(spec, 2)]));
        pod.Spec.Containers[0].Args = [script];
        return await Client.CoreV1.CreateNamespacedPodAsync(pod, "default");
    }

    public async Task<V1Pod> WaitAsync(string name, Func<V1Pod, bool> holds)
    {
        V1Pod? last = null;
        using var limit = new CancellationTokenSource(Patience);
        while (last?.Status is null || !holds(last))
        {
            Assert.False(limit.IsCancellationRequested, $"waited in vain; last seen: {(last?.Status is { } status ? KubernetesJson.Serialize(status) : "no status")}");
            last = await Client.CoreV1.ReadNamespacedPodAsync(name, "default");
            await Task.Delay(50);
        }

        return last;
    }

    public Task<V1Pod> WaitForPhaseAsync(string name, string phase) => WaitAsync(name, pod => pod.Status.Phase == phase);

    public async Task WaitGoneAsync(string name)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                await Client.CoreV1.ReadNamespacedPodAsync(name, "default", cancellationToken: limit.Token);
                await Task.Delay(50, limit.Token);
            }
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
        }
    }

    /// <summary>The log as it is on disk, without the API.</summary>
    internal async Task<string> LogAsync(string name, bool previous = false)
    {
        using var stream = await new PodLogs(DataDirectory).OpenAsync("default", name, "main", previous, new PodLogOptions(), CancellationToken.None);
        using var reader = new StreamReader(stream ?? Stream.Null);
        return await reader.ReadToEndAsync();
    }

    public async Task WaitForLogAsync(string name, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!(await LogAsync(name)).Contains(text, StringComparison.Ordinal))
            await Task.Delay(50, limit.Token);
    }

    /// <returns>The events of a pod, as <c>Reason: message</c>, once one of them starts with <paramref name="expected"/>.</returns>
    public async Task<IReadOnlyList<string>> WaitForEventAsync(string name, string expected)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var events = await Client.CoreV1.ListNamespacedEventAsync("default");
            var lines = events.Items.Where(e => e.InvolvedObject.Name == name).Select(e => $"{e.Reason}: {e.Message}").ToList();
            if (lines.Any(line => line.StartsWith(expected, StringComparison.Ordinal)))
                return lines;
            Assert.False(limit.IsCancellationRequested, $"no event {expected}; seen: {string.Join(" | ", lines)}");
            await Task.Delay(50);
        }
    }

    private static IEnumerable<string> Indent(string block, int by) =>
        block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', by) + line);

    private KubernetesClientConfiguration Configuration() =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(new MemoryStream(Encoding.UTF8.GetBytes(_server!.Kubeconfig)));
}
