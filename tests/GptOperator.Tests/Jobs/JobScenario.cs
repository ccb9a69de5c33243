using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds;
using GptOperator.Crds.Serialization;
using GptOperator.Faults.Simulation;
using GptOperator.Jobs;
using GptOperator.Jobs.PodGroups;
using GptOperator.Kubernetes;
using GptOperator.Monitoring;
using GptOperator.Reconciling;
using GptOperator.Tests.Reconciling.Support;
using GptOperator.Tests.Support;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace GptOperator.Tests.Jobs;

/// <summary>One job on an API server, with the controller and a kubelet that the test plays.</summary>
internal sealed class JobScenario : IDisposable
{
    private const string JobName = "demo";
    private const int MostRounds = 30;

    private readonly ApiServerFixture _server;
    private readonly string _namespace;
    private readonly KubernetesConnection _connection;
    private readonly KubernetesApi _api;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private MortalApi _mortal;
    private GptTrainingJobController _controller;
    private ListedJobView _view;

    private JobScenario(ApiServerFixture server, string @namespace, int writesToLive)
    {
        (_server, _namespace) = (server, @namespace);
        _connection = new KubernetesConnection(KubernetesClientConfiguration.BuildConfigFromConfigFile(server.Kubeconfig));
        _api = new KubernetesApi(_connection, new OperatorMetrics(), TimeProvider.System);
        (_mortal, _view, _controller) = NewOperator(writesToLive);
    }

    public RecordedEvents Events { get; } = new();

    public string Namespace => _namespace;

    public int Writes => _mortal.Writes;

    /// <param name="server">Where the job is created, in a namespace of its own.</param>
    /// <param name="writesToLive">Writes after which the operator is killed.</param>
    /// <param name="spec">What differs from a plain job's spec, as JSON.</param>
    public static async Task<JobScenario> StartAsync(ApiServerFixture server, int writesToLive = int.MaxValue, string spec = "{}")
    {
        var scenario = new JobScenario(server, await server.NewNamespaceAsync(), writesToLive);
        var job = ObservedYaml.Job(new JsonObject { ["spec"] = JsonNode.Parse(spec) });
        job.Metadata = new V1ObjectMeta { Name = JobName, NamespaceProperty = scenario._namespace };
        await scenario._api.CreateAsync(job, CancellationToken.None);
        return scenario;
    }

    public void Dispose() => _connection.Dispose();

    public async Task<GptTrainingJob> JobAsync() => (await _api.GetAsync<GptTrainingJob>(JobName, _namespace, CancellationToken.None))!;

    /// <summary>Reconciles once; an operator that is killed meanwhile is followed by one that lives.</summary>
    public async Task ReconcileAsync()
    {
        try
        {
            await _view.RefreshAsync();
            var result = await _controller.ReconcileAsync(await JobAsync(), CancellationToken.None);
            Assert.True(result.IsSuccess, result.ErrorMessage);
        }
        catch (OperatorKilledException)
        {
            (_mortal, _view, _controller) = NewOperator(int.MaxValue);
        }
    }

    /// <summary>Lets time pass, pods run and end, until the job has ended and nothing is left to do.</summary>
    /// <param name="exitCodes">Of the pods that do not end with 0, by name.</param>
    public async Task RunToTheEndAsync(IReadOnlyDictionary<string, int> exitCodes)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            await ReconcileAsync();
            await ReconcileAsync();
            if ((await JobAsync()).Status?.CompletionTime is not null)
                return;
            foreach (var pod in (await PodsAsync()).Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed")))
                await EndAsync(pod, exitCodes.GetValueOrDefault(pod.Metadata.Name));
            _time.Advance(TimeSpan.FromMinutes(10));
        }
        Assert.Fail($"the job has not ended: {JsonSerializer.Serialize((await JobAsync()).Status, ContractJson.Indented)}");
    }

    public void Advance(TimeSpan time) => _time.Advance(time);

    public Task PatchAsync(string spec) =>
        _api.PatchAsync<GptTrainingJob>(JobName, _namespace, new JsonObject { ["spec"] = JsonNode.Parse(spec) }, CancellationToken.None);

    public Task DeleteJobAsync(Propagation propagation) =>
        _api.DeleteAsync<GptTrainingJob>(JobName, _namespace, uid: null, CancellationToken.None, propagation: propagation);

    public async Task<bool> ExistsAsync() => await _api.GetAsync<GptTrainingJob>(JobName, _namespace, CancellationToken.None) is not null;

    /// <summary>Reconciles once with finalizers, as the operator's workers do. A conflict is left for the next time: the garbage collector writes too.</summary>
    public async Task ReconcileWithFinalizerAsync()
    {
        await _view.RefreshAsync();
        var reconciler = new EntityReconciler<GptTrainingJob>(_controller, _controller.Finalizer, _mortal, new OperatorMetrics(), _time);
        if (await _api.GetAsync<GptTrainingJob>(JobName, _namespace, CancellationToken.None) is not { } job)
            return;
        var result = await reconciler.ReconcileAsync(job, CancellationToken.None);
        Assert.True(result.IsSuccess || result.Error is KubernetesApiException { Kind: ApiErrorKind.Conflict or ApiErrorKind.NotFound }, result.ErrorMessage);
    }

    public async Task EndPodAsync(string name, int exitCode) =>
        await EndAsync((await PodsAsync()).Single(pod => pod.Metadata.Name == name), exitCode);

    /// <summary>Names of what carries the job's label.</summary>
    public async Task<IReadOnlyList<string>> OwnedAsync() =>
    [
        .. (await _server.Client.ListNamespacedPodAsync(_namespace, labelSelector: $"{JobLabels.Job}={JobName}")).Items.Select(pod => pod.Metadata.Name),
        .. (await _server.Client.ListNamespacedConfigMapAsync(_namespace, labelSelector: $"{JobLabels.Job}={JobName}")).Items.Select(map => map.Metadata.Name),
    ];

    public Task CreateStrangerAsync(string podName) => _api.CreateAsync(
        new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = podName, NamespaceProperty = _namespace },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "other", Image = "other" }] },
        },
        CancellationToken.None);

    public Task DeletePodAsync(string name) =>
        _api.DeleteAsync<V1Pod>(name, _namespace, uid: null, CancellationToken.None, gracePeriodSeconds: 0);

    public async Task<IReadOnlyList<V1Pod>> PodsAsync() =>
        [.. (await _server.Client.ListNamespacedPodAsync(_namespace)).Items.OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];

    /// <summary>All that is left at the end, without times and identities.</summary>
    public async Task<string> FinalStateAsync()
    {
        var status = JsonSerializer.SerializeToNode((await JobAsync()).Status, ContractJson.Options)!.AsObject();
        RemoveTimes(status);
        var pods = (await PodsAsync()).Select(pod => $"{pod.Metadata.Name} {pod.Status.Phase}");
        var maps = (await _server.Client.ListNamespacedConfigMapAsync(_namespace, labelSelector: $"{JobLabels.Job}={JobName}")).Items.Select(map => map.Metadata.Name);
        return string.Join('\n', [.. pods, .. maps, status.ToJsonString(ContractJson.Indented)]);
    }

    private async Task EndAsync(V1Pod pod, int exitCode)
    {
        var status = new V1PodStatus
        {
            Phase = exitCode == 0 ? "Succeeded" : "Failed",
            ContainerStatuses =
            [
                new V1ContainerStatus
                {
                    Name = "trainer",
                    Image = "gpt-trainer:test",
                    ImageID = "gpt-trainer:test",
                    State = new V1ContainerState
                    {
                        Terminated = new V1ContainerStateTerminated
                        {
                            ExitCode = exitCode,
                            Reason = exitCode == 0 ? "Completed" : "Error",
                            FinishedAt = _time.GetUtcNow().UtcDateTime,
                        },
                    },
                },
            ],
        };
        var patch = new V1Patch(new V1Pod { Status = status }, V1Patch.PatchType.MergePatch);
        await _server.Client.PatchNamespacedPodStatusAsync(patch, pod.Metadata.Name, _namespace);
    }

    private (MortalApi Api, ListedJobView View, GptTrainingJobController Controller) NewOperator(int writesToLive)
    {
        var mortal = new MortalApi(_api, writesToLive);
        var view = new ListedJobView(_api, _namespace);
        var podGroups = new PodGroupClient(mortal, _time);
        var settings = new PlannerSettings { TrainerImage = "gpt-trainer:test", ProgressInterval = TimeSpan.FromSeconds(10) };
        var observer = new JobObserver(mortal, view, podGroups, new ProgressBoard(), settings, _time);
        return (mortal, view, new GptTrainingJobController(observer, Planner.Plan, new PlanWriter(mortal, view, podGroups), Events, new JobMetrics(Metrics.NewCustomRegistry())));
    }

    private static void RemoveTimes(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                RemoveTimes(item);
        }
        if (node is not JsonObject fields)
            return;
        foreach (var name in fields.Select(field => field.Key).Where(name => name.EndsWith("Time", StringComparison.Ordinal) || name == "notBefore").ToList())
            fields.Remove(name);
        foreach (var (_, value) in fields)
            RemoveTimes(value);
    }
}
