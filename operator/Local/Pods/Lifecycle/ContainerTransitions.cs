using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>What an event makes of a container's record.</summary>
internal static class ContainerTransitions
{
    public const string LostReason = "ContainerStatusUnknown";
    public const string LostMessage = "The container could not be located when the pod was terminated";
    public const int KilledExitCode = 137;

    public static ContainerRecord Running(this ContainerRecord record, V1Container container, ProcessIdentity process, DateTimeOffset now)
    {
        var started = container.StartupProbe is null;
        return Fresh(record) with
        {
            Phase = ContainerPhase.Running,
            RestartCount = record.NextRun,
            Process = process,
            StartedAt = now,
            Started = started,
            Ready = started && container.ReadinessProbe is null,
            PullBackOff = TimeSpan.Zero,
        };
    }

    public static ContainerRecord ImageMissing(this ContainerRecord record, string message, RestartRules rules, DateTimeOffset now)
    {
        var pause = rules.After(record.PullBackOff);
        return record.Waiting(ImageMessages.PullError, message, now, pause) with { PullBackOff = pause };
    }

    public static ContainerRecord Waiting(this ContainerRecord record, string reason, string message, DateTimeOffset now, TimeSpan pause) =>
        record with { WaitingReason = reason, WaitingMessage = message, WaitingSince = now, RetryAt = now + pause };

    /// <summary>The process could not be started, which counts as a run that failed at once.</summary>
    public static ContainerRecord StartFailed(this ContainerRecord record, string reason, string message, DateTimeOffset now) =>
        Fresh(record) with
        {
            Phase = ContainerPhase.Terminated,
            RestartCount = record.NextRun,
            Ended = new Termination { ExitCode = 128, Reason = reason, Message = message, FinishedAt = now },
        };

    /// <param name="message">The termination message, or null.</param>
    public static ContainerRecord Exited(this ContainerRecord record, ExitStatus status, string? message, DateTimeOffset now)
    {
        var (code, reason) = (record.OutOfMemory, status.Code) switch
        {
            (true, _) => (KilledExitCode, "OOMKilled"),
            (_, null) => (KilledExitCode, LostReason),
            (_, 0) => (0, "Completed"),
            (_, { } other) => (other, "Error"),
        };
        return record with
        {
            Phase = ContainerPhase.Terminated,
            Process = null,
            Started = false,
            Ready = false,
            Stop = null,
            Ended = new Termination
            {
                ExitCode = code,
                Reason = reason,
                Message = string.IsNullOrEmpty(message) ? status.Code is null ? LostMessage : null : message,
                StartedAt = record.StartedAt,
                FinishedAt = now,
            },
        };
    }

    /// <summary>The memory limit was passed: no grace.</summary>
    public static ContainerRecord PastMemoryLimit(this ContainerRecord record, DateTimeOffset now) =>
        record with { OutOfMemory = true, Stop = new StopRequest { KillAt = now } };

    /// <summary>Met again by a new life of the runner: whatever ran beside the process is lost and done anew.</summary>
    public static ContainerRecord Adopted(this ContainerRecord record) => record with
    {
        Probes = record.Probes.ToDictionary(pair => pair.Key, pair => pair.Value with { InFlight = false }),
        Stop = record.Stop is { } stop ? stop with { HookDone = stop.HookStarted, TerminateSent = false, KillSent = false } : null,
    };

    private static ContainerRecord Fresh(ContainerRecord record) => record with
    {
        WaitingReason = null,
        WaitingMessage = null,
        WaitingSince = null,
        RetryAt = null,
        Ended = null,
        Stop = null,
        OutOfMemory = false,
        Probes = new Dictionary<ProbeKind, ProbeRecord>(),
    };
}
