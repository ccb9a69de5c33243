using System.Text.Json;
using GptOperator.Local.Pods;

namespace GptOperator.Local.Cluster;

/// <summary>The process that hosts a cluster's folder, as it wrote itself down.</summary>
internal static class HostProcess
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Writes this process down; the cluster is ready for use from here on.</summary>
    public static void Announce(LocalClusterFolder folder)
    {
        var temporary = folder.Host + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(ProcessTable.Identify(Environment.ProcessId)));
        File.Move(temporary, folder.Host, overwrite: true);
    }

    /// <returns>null when no live process hosts the folder</returns>
    public static ProcessIdentity? Find(LocalClusterFolder folder)
    {
        if (!File.Exists(folder.Host))
            return null;
        var identity = JsonSerializer.Deserialize<ProcessIdentity>(File.ReadAllText(folder.Host));
        return identity is not null && ProcessTable.Identify(identity.Pid) == identity ? identity : null;
    }

    /// <summary>Asks the process to end in order, and waits until it has.</summary>
    public static async Task StopAsync(ProcessIdentity host, CancellationToken cancellationToken)
    {
        _ = Posix.Kill(host.Pid, (int)ProcessSignal.Terminate);
        while (ProcessTable.Identify(host.Pid) == host)
            await Task.Delay(LookInterval, cancellationToken);
    }
}
