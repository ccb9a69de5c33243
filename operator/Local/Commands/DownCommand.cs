using System.CommandLine;
using GptOperator.Local.Cluster;

namespace GptOperator.Local.Commands;

/// <summary><c>gpt-operator local down</c>: stops the cluster; its jobs go on at the next start.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var shared = new LocalCommandOptions();
        var command = new Command("down", "Stop the local cluster: trainers take a checkpoint; jobs go on at the next 'up'.");
        shared.AddFolderTo(command);
        command.SetAction((parsed, cancellationToken) => LocalCommand.GuardAsync(parsed, async () =>
        {
            var folder = shared.Folder(parsed);
            var host = HostProcess.Find(folder);
            if (host is not null)
                await HostProcess.StopAsync(host, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(host is null ? "No local cluster is up." : "The local cluster is down.");
            return 0;
        }));
        return command;
    }
}
