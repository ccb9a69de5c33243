namespace GptOperator.Kubernetes;

internal sealed record ControllerOptions
{
    /// <summary>Entities worked at side by side, 1 to 256. Most of a reconcile is waiting for the server, so more than there are cores.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>A reconcile that runs longer than this makes the process count as not alive.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(5);
}
