namespace GptOperator.Local.Pods;

/// <summary>What the planner wants done; the worker does it and tells how it went.</summary>
internal abstract record PodAction
{
    internal sealed record SetUpVolumes : PodAction;

    internal sealed record Start(string Container) : PodAction;

    internal sealed record Signal(string Container, ProcessSignal Value) : PodAction;

    internal sealed record RunStopHook(string Container) : PodAction;

    /// <param name="Run">The restart count, so that a late answer is not taken for the next run's.</param>
    internal sealed record RunProbe(string Container, ProbeKind Kind, int Run) : PodAction;

    internal sealed record Announce(PodEvent Event) : PodAction;

    /// <summary>Takes the pod's object out of the API; nothing of it runs any more.</summary>
    internal sealed record Remove : PodAction;
}
