using GptOperator.Local.ApiServer.Chaos;

namespace GptOperator.Local.ApiServer;

/// <summary>How a local API server runs.</summary>
internal sealed record LocalApiServerOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// File that keeps the objects across restarts; null for memory only. Token and certificate lie beside it, so that
    /// a kubeconfig stays valid across restarts on the same port.
    /// </summary>
    public string? DataFile { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How many changes of each resource a watch or a paged list can still go back to.</summary>
    public int WatchWindow { get; init; } = 4096;

    /// <summary>How often a watch that allows bookmarks gets one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long events are kept after they last happened.</summary>
    public TimeSpan EventLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where containers' output comes from; null where no pod runs.</summary>
    public IPodLogSource? PodLogs { get; init; }

    /// <summary>What goes wrong with requests; null for nothing. For tests of clients: no command sets it.</summary>
    public IFaultPolicy? Faults { get; init; }
}
