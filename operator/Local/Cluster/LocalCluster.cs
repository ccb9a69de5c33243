using System.Text;
using GptOperator.Crds.Generation;
using GptOperator.Hosting;
using GptOperator.Jobs;
using GptOperator.Kubernetes;
using GptOperator.Local.ApiServer;
using GptOperator.Local.Pods;
using k8s;

namespace GptOperator.Local.Cluster;

/// <summary>A whole small cluster within this process: API server, node, and the operator unless it runs elsewhere.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly IDisposable claim;
    private readonly LocalApiServer server;
    private readonly PodRunner runner;
    private readonly CancellationTokenSource stopOperator = new();
    private readonly CancellationTokenSource stopPods = new();
    private readonly Task operating;
    private readonly Task running;

    private LocalCluster(LocalClusterOptions options, IDisposable claim, LocalApiServer server, ILoggerFactory loggers)
    {
        (this.claim, this.server) = (claim, server);
        runner = new PodRunner(
            Configuration(server),
            new PodRunnerOptions { DataDirectory = options.Folder.Pods, Images = options.Images },
            TimeProvider.System,
            loggers);
        running = Task.Run(() => runner.RunAsync(stopPods.Token));
        operating = options.WithOperator ? Task.Run(() => OperateAsync(options, loggers)) : Task.Delay(Timeout.Infinite, stopOperator.Token);
    }

    public Uri Address => server.Address;

    /// <summary>Ends when the cluster does; throws what it broke by.</summary>
    public Task Ended => Task.WhenAny(running, operating).Unwrap();

    /// <summary>Starts a cluster that serves GptTrainingJobs; its kubeconfig lies in the folder when this returns.</summary>
    /// <exception cref="LocalClusterException">The folder or the port is in use.</exception>
    public static async Task<LocalCluster> StartAsync(LocalClusterOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var claim = options.Folder.Claim();
        LocalApiServer? server = null;
        try
        {
            server = await LocalApiServer.StartAsync(
                new LocalApiServerOptions { Port = options.Port, DataFile = options.Folder.Objects, PodLogs = new PodLogs(options.Folder.Pods) },
                cancellationToken);
            WriteKubeConfig(options.Folder.KubeConfig, server.Kubeconfig);
            await InstallAsync(server, cancellationToken);
            return new LocalCluster(options, claim, server, loggers);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            await Release(server, claim);
            throw new LocalClusterException($"the local cluster of {options.Folder.Root} cannot start: {e.Message}", e);
        }
    }

    /// <summary>Stops the operator, then the pods, each with its grace period, then the API server.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopOperator.CancelAsync();
        await operating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopPods.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await runner.DisposeAsync();
        await Release(server, claim);
        stopOperator.Dispose();
        stopPods.Dispose();
    }

    private static async Task Release(LocalApiServer? server, IDisposable claim)
    {
        if (server is not null)
            await server.DisposeAsync();
        claim.Dispose();
    }

    /// <summary>The file holds a token: nobody else may read it.</summary>
    private static void WriteKubeConfig(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, Encoding.UTF8, options);
        writer.Write(text);
    }

    private static async Task InstallAsync(LocalApiServer server, CancellationToken cancellationToken)
    {
        using var connection = new KubernetesConnection(Configuration(server));
        await new RawApply(connection).ApplyAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", CrdGenerator.Generate(), cancellationToken);
    }

    private Task OperateAsync(LocalClusterOptions options, ILoggerFactory loggers) => OperatorHost.RunAsync(
        new OperatorOptions { Cluster = Configuration(server), ProgressInterval = options.ProgressInterval },
        GptTrainingJobController.Create,
        loggers,
        stopOperator.Token);

    private static KubernetesClientConfiguration Configuration(LocalApiServer server)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(server.Kubeconfig));
        return KubernetesClientConfiguration.BuildConfigFromConfigFile(text);
    }
}
