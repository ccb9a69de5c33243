using System.Text.Json.Nodes;
using GptOperator.Crds;
using GptOperator.Crds.Status;
using GptOperator.Hosting;
using GptOperator.Kubernetes;
using GptOperator.Local.Cluster;
using GptOperator.Local.Following;
using GptOperator.Monitoring;
using Spectre.Console;

namespace GptOperator.Local.Commands;

/// <summary>A user's use of a local cluster: the one that is up, or one of its own for as long as it lasts.</summary>
internal sealed class LocalSession : IAsyncDisposable
{
    private const string DefaultNamespace = "default";
    private const int LogLines = 20;

    private readonly LocalCluster? _own;
    private readonly ILoggerFactory? _loggers;
    private readonly KubernetesConnection _connection;
    private readonly KubernetesApi _api;

    private LocalSession(LocalClusterFolder folder, LocalCluster? own, ILoggerFactory? loggers)
    {
        (_own, _loggers) = (own, loggers);
        _connection = new KubernetesConnection(KubeConfig.Load(folder.KubeConfig, context: null));
        _api = new KubernetesApi(_connection, new OperatorMetrics(), TimeProvider.System);
    }

    public static async Task<LocalSession> OpenAsync(LocalClusterOptions options, CancellationToken cancellationToken)
    {
        if (HostProcess.Find(options.Folder) is not null)
            return new LocalSession(options.Folder, own: null, loggers: null);
        Directory.CreateDirectory(options.Folder.Root);
        var loggers = OperatorLogging.ToFile(options.Folder.Log);
        var cluster = await LocalCluster.StartAsync(options, loggers, cancellationToken);
        HostProcess.Announce(options.Folder);
        return new LocalSession(options.Folder, cluster, loggers);
    }

    /// <summary>Applies one job, shows its progress, and tells its end.</summary>
    /// <returns>the process's exit code: 0, or 1 when the job failed or was deleted</returns>
    public async Task<int> TrainAsync(JsonObject job, bool replace, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var name = job["metadata"]!["name"]!.GetValue<string>();
        var @namespace = job["metadata"]!["namespace"]?.GetValue<string>() ?? DefaultNamespace;
        if (replace)
            await DeleteAsync(name, @namespace, cancellationToken);
        await ApplyAsync(job, @namespace, cancellationToken);

        GptTrainingJob? last = null;
        await View(output).ShowAsync(Remember(new JobFollower(_api, TimeProvider.System).FollowAsync(@namespace, name, cancellationToken)));
        if (last?.Status?.Phase == JobPhase.Succeeded)
        {
            foreach (var line in JobReport.Success(last))
                await output.WriteLineAsync(line);
            return 0;
        }

        await error.WriteLineAsync(last is null || !JobFollower.HasEnded(last) ? $"{name}: deleted before it ended" : JobReport.Failure(last));
        if (last is not null)
            await error.WriteAsync(await new LastLog(_api).ReadAsync(last, LogLines, cancellationToken));
        return 1;

        async IAsyncEnumerable<GptTrainingJob> Remember(IAsyncEnumerable<GptTrainingJob> states)
        {
            await foreach (var state in states)
                yield return last = state;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        if (_own is not null)
            await _own.DisposeAsync();
        _loggers?.Dispose();
    }

    private static IProgressView View(TextWriter output) => Console.IsOutputRedirected
        ? new PlainProgressView(output, TimeProvider.System)
        : new LiveProgressView(AnsiConsole.Console);

    private async Task ApplyAsync(JsonObject job, string @namespace, CancellationToken cancellationToken)
    {
        try
        {
            await new RawApply(_connection).ApplyAsync(
                $"apis/{GptTrainingJob.GroupVersion}/namespaces/{@namespace}/{GptTrainingJob.PluralName}", job, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Kind is ApiErrorKind.Invalid)
        {
            throw new LocalClusterException($"{e.Message} To start it anew, add --replace.", e);
        }
    }

    private async Task DeleteAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        await _api.DeleteAsync<GptTrainingJob>(name, @namespace, uid: null, cancellationToken, propagation: Propagation.Foreground);
        while (await _api.GetAsync<GptTrainingJob>(name, @namespace, cancellationToken) is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
    }
}
