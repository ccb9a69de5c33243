using System.CommandLine;
using System.Net;
using GptOperator.Crds;
using GptOperator.Hosting;
using GptOperator.Kubernetes;
using k8s;
using k8s.Exceptions;

namespace GptOperator.Commands;

/// <summary><c>gpt-operator run</c>: the operator beside a cluster or in it.</summary>
internal static class RunCommand
{
    private const string AllNamespaces = "all";

    /// <param name="create">makes the controller of the jobs</param>
    public static Command Create(Func<OperatorContext, IEntityController<GptTrainingJob>> create)
    {
        var command = new RunCommandLine();
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(command.Read(parsed), create, parsed.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        RunArguments arguments,
        Func<OperatorContext, IEntityController<GptTrainingJob>> create,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        if (arguments.LeaderElection?.Fault() is { } fault)
        {
            await error.WriteLineAsync($"gpt-operator: {fault}");
            return 2;
        }

        try
        {
            var options = ToOptions(arguments);
            using var loggers = OperatorLogging.Create(arguments.LogFormat, arguments.LogLevel);
            await OperatorHost.RunAsync(options, create, loggers, cancellationToken);
            return 0;
        }
        catch (KubeConfigException e)
        {
            await error.WriteLineAsync($"gpt-operator: {e.Message}");
            return 2;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync($"gpt-operator: {e.Message}");
            return 1;
        }
    }

    private static OperatorOptions ToOptions(RunArguments arguments)
    {
        var inCluster = KubernetesClientConfiguration.IsInCluster();
        var cluster = KubeConfig.Load(arguments.KubeConfig, arguments.Context);
        // Outside a cluster nobody but this machine has business with the metrics.
        var address = arguments.MetricsAddress ?? (inCluster ? IPAddress.Any : IPAddress.Loopback);
        return new OperatorOptions
        {
            Cluster = cluster,
            Namespaces = arguments.Namespaces.Contains(AllNamespaces) ? [] : arguments.Namespaces,
            Monitoring = arguments.MetricsPort == 0 ? null : new IPEndPoint(address, arguments.MetricsPort),
            LeaderElection = arguments.LeaderElection is { LeaseNamespace: "" } lease
                ? lease with { LeaseNamespace = cluster.Namespace ?? "default" }
                : arguments.LeaderElection,
            Workers = arguments.Workers,
            TrainerImage = arguments.TrainerImage,
            ProxyPods = arguments.Progress == ProgressRoute.Auto ? !inCluster : arguments.Progress == ProgressRoute.Proxy,
            ProgressInterval = arguments.ProgressInterval,
        };
    }
}
