using System.CommandLine;
using GptOperator.Hosting;
using GptOperator.Local.Cluster;

namespace GptOperator.Local.Commands;

/// <summary><c>gpt-operator local up</c>: a cluster that stays, in the background or in this terminal.</summary>
internal static class UpCommand
{
    private static readonly Option<bool> Foreground = new("--foreground") { Description = "Stay in this terminal until Ctrl-C, and log here." };

    private static readonly Option<bool> WithoutOperator = new("--without-operator")
    {
        Description = "Only API server and node; run the operator beside: gpt-operator run --kubeconfig FILE.",
    };

    public static Command Create()
    {
        var shared = new LocalCommandOptions();
        var command = new Command("up", "Start a local cluster in the background.") { Foreground, WithoutOperator };
        shared.AddTo(command);
        command.SetAction((parsed, cancellationToken) => LocalCommand.GuardAsync(parsed, () =>
        {
            var options = shared.Read(parsed) with { WithOperator = !parsed.GetValue(WithoutOperator) };
            var output = parsed.InvocationConfiguration.Output;
            return parsed.GetValue(Foreground) ? HostAsync(options, output, cancellationToken) : StartAsync(options, output, cancellationToken);
        }));
        return command;
    }

    private static async Task<int> HostAsync(LocalClusterOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var loggers = OperatorLogging.Create("text", LogLevel.Information);
        await using var cluster = await LocalCluster.StartAsync(options, loggers, cancellationToken);
        HostProcess.Announce(options.Folder);
        await output.WriteLineAsync($"Local cluster at {cluster.Address}; use it with: export KUBECONFIG={options.Folder.KubeConfig}");
        await cluster.Ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
            await cluster.Ended;
        return 0;
    }

    private static async Task<int> StartAsync(LocalClusterOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (HostProcess.Find(options.Folder) is null)
            await BackgroundHost.StartAsync(options.Folder, Environment.GetCommandLineArgs()[1..], cancellationToken);
        await output.WriteLineAsync($"The local cluster is up. Use it with:\n  export KUBECONFIG={options.Folder.KubeConfig}\nIts log is {options.Folder.Log}; stop it with 'gpt-operator local down'.");
        return 0;
    }
}
