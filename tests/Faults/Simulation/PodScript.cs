namespace GptOperator.Faults.Simulation;

/// <summary>What happens to a pod. By default it starts, runs for a minute and ends well.</summary>
internal sealed record PodScript
{
    public static PodScript Succeeds { get; } = new();

    /// <summary>From its start to its own end.</summary>
    public TimeSpan RunsFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How its trainer ends by itself; null when it never does.</summary>
    public int? ExitCode { get; init; } = 0;

    /// <summary>The terminated container's reason; null for the usual one of its exit code.</summary>
    public string? Reason { get; init; }

    /// <summary>The trainer's termination message.</summary>
    public string? Message { get; init; }

    /// <summary>The pod's own reason, as for Evicted.</summary>
    public string? PodReason { get; init; }

    /// <summary>Reason of the condition DisruptionTarget at its end; null for none.</summary>
    public string? Disruption { get; init; }

    /// <summary>How long it waits before it gets a node.</summary>
    public TimeSpan Unschedulable { get; init; }

    /// <summary>How long its image cannot be pulled, once it has a node.</summary>
    public TimeSpan ImageMissing { get; init; }

    /// <summary>How long its trainer makes a step a second before it stands still; null for one that answers nothing when asked for its progress.</summary>
    public TimeSpan? MovesFor { get; init; }

    /// <summary>Its node does not answer: a wish to delete it is never confirmed.</summary>
    public bool NodeSilent { get; init; }

    public static PodScript Exits(int code) => new() { ExitCode = code };
}
