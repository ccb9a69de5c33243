using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Everything that the planner decides from.</summary>
internal sealed record PodObservation
{
    public required V1Pod Pod { get; init; }

    public required PodRecord Record { get; init; }

    public RestartRules Rules { get; init; } = new();

    /// <summary>Set when the whole node goes down: when the last container must be gone.</summary>
    public DateTimeOffset? ShutdownBy { get; init; }
}
