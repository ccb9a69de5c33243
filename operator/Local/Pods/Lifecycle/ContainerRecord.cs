namespace GptOperator.Local.Pods;

/// <summary>All that the runner knows of one container. Kept on disk, so that it outlives the runner.</summary>
internal sealed record ContainerRecord
{
    public required string Name { get; init; }

    public ContainerPhase Phase { get; init; } = ContainerPhase.Waiting;

    /// <summary>Why it waits; null while nothing stands in its way.</summary>
    public string? WaitingReason { get; init; }

    public string? WaitingMessage { get; init; }

    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Not to be started before.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public int RestartCount { get; init; }

    public ProcessIdentity? Process { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Running, and past its startup probe if it has one.</summary>
    public bool Started { get; init; }

    public bool Ready { get; init; }

    /// <summary>How the current run ended.</summary>
    public Termination? Ended { get; init; }

    /// <summary>How the run before ended.</summary>
    public Termination? LastEnded { get; init; }

    /// <summary>The pause before the next restart; zero until the first.</summary>
    public TimeSpan RestartBackOff { get; init; }

    public TimeSpan PullBackOff { get; init; }

    public StopRequest? Stop { get; init; }

    public bool OutOfMemory { get; init; }

    public IReadOnlyDictionary<ProbeKind, ProbeRecord> Probes { get; init; } = new Dictionary<ProbeKind, ProbeRecord>();

    public bool IsRunning => Phase == ContainerPhase.Running;

    /// <summary>The number that the next run's files carry; a run that is begun again counts as a restart.</summary>
    public int NextRun => LastEnded is null ? RestartCount : RestartCount + 1;

    public ProbeRecord Probe(ProbeKind kind) => Probes.GetValueOrDefault(kind, ProbeRecord.Fresh);

    public ContainerRecord With(ProbeKind kind, ProbeRecord probe) =>
        this with { Probes = new Dictionary<ProbeKind, ProbeRecord>(Probes) { [kind] = probe } };
}
