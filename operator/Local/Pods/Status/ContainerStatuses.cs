using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>A container's record in the words of the API, and back.</summary>
internal static class ContainerStatuses
{
    private const string IdPrefix = "process://";

    /// <param name="idle">The reason of a container whose turn has not come.</param>
    public static V1ContainerStatus Of(V1Pod pod, V1Container container, ContainerRecord record, string idle)
    {
        var started = record.RestartCount > 0 || record.Phase != ContainerPhase.Waiting || record.LastEnded is not null;
        return new V1ContainerStatus
        {
            Name = record.Name,
            Image = container.Image,
            ImageID = started ? container.Image : "",
            ContainerID = started ? $"{IdPrefix}{pod.Uid()}/{record.Name}/{record.RestartCount}" : null,
            RestartCount = record.RestartCount,
            Ready = record.Ready || (record.Ended is { ExitCode: 0 } && IsInit(pod, container) && !PodPlanner.IsSidecar(container)),
            Started = record.Started,
            State = State(record, idle),
            LastState = new V1ContainerState { Terminated = Terminated(record.LastEnded) },
        };
    }

    /// <summary>The record behind a status of which nothing else is left.</summary>
    public static ContainerRecord Restore(string name, V1ContainerStatus? status, DateTimeOffset now)
    {
        var record = new ContainerRecord { Name = name, RestartCount = status?.RestartCount ?? 0, LastEnded = Ended(status?.LastState?.Terminated) };
        if (status?.State?.Running is { } running)
            return (record with { StartedAt = Time(running.StartedAt) }).Exited(new ExitStatus(Code: null), null, now);
        return Ended(status?.State?.Terminated) is { } ended ? record with { Phase = ContainerPhase.Terminated, Ended = ended } : record;
    }

    private static V1ContainerState State(ContainerRecord record, string idle) => record.Phase switch
    {
        ContainerPhase.Running => new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = record.StartedAt?.UtcDateTime } },
        ContainerPhase.Terminated => new V1ContainerState { Terminated = Terminated(record.Ended) },
        _ => new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = record.WaitingReason ?? idle, Message = record.WaitingMessage } },
    };

    private static V1ContainerStateTerminated? Terminated(Termination? ended) => ended is null ? null : new V1ContainerStateTerminated
    {
        ExitCode = ended.ExitCode,
        Reason = ended.Reason,
        Message = ended.Message,
        StartedAt = ended.StartedAt?.UtcDateTime,
        FinishedAt = ended.FinishedAt.UtcDateTime,
    };

    private static Termination? Ended(V1ContainerStateTerminated? state) => state is null ? null : new Termination
    {
        ExitCode = state.ExitCode,
        Reason = state.Reason ?? "Error",
        Message = state.Message,
        StartedAt = Time(state.StartedAt),
        FinishedAt = Time(state.FinishedAt) ?? default,
    };

    private static bool IsInit(V1Pod pod, V1Container container) => pod.Spec.InitContainers?.Contains(container) == true;

    private static DateTimeOffset? Time(DateTime? time) => time is { } value ? new DateTimeOffset(value.ToUniversalTime()) : null;
}
