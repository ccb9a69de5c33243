using System.Collections;
using GptOperator.Local.Pods;

namespace GptOperator.Local.Cluster;

/// <summary>Hosts a cluster in a process of its own that outlives this one and the terminal.</summary>
internal static class BackgroundHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts it and returns once the cluster can be used.</summary>
    /// <exception cref="LocalClusterException">It ended, or is not ready in time; the message has its last words.</exception>
    public static async Task StartAsync(LocalClusterFolder folder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new LocalClusterException("'local up' cannot go to the background on Windows; keep it in a terminal with --foreground.");
        Directory.CreateDirectory(folder.Root);
        var host = new UnixProcessLauncher().Start(new LaunchRequest
        {
            Command = [Environment.ProcessPath!, .. arguments, "--foreground"],
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? ""),
            WorkingDirectory = Directory.GetCurrentDirectory(),
            OutputPath = folder.Log,
        });
        var deadline = Task.Delay(Patience, cancellationToken);
        while (HostProcess.Find(folder) is null)
        {
            if (host.Exited.IsCompleted || deadline.IsCompleted)
                throw new LocalClusterException($"the local cluster did not start: {LastLine(folder)} The whole log is {folder.Log}.");
            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    private static string LastLine(LocalClusterFolder folder) => File.ReadLines(folder.Log).LastOrDefault(line => line.Length > 0) ?? "it said nothing.";
}
