using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>A pod's record as the status that a kubelet would report.</summary>
internal static class PodStatusBuilder
{
    /// <param name="hostIp">The node's address.</param>
    /// <param name="before">The conditions reported last.</param>
    public static V1PodStatus Build(V1Pod pod, PodRecord record, string hostIp, IEnumerable<V1PodCondition> before, DateTimeOffset now)
    {
        var init = pod.Spec.InitContainers ?? [];
        var idle = init.Count > 0 && !IsInitialized(pod, record) ? "PodInitializing" : "ContainerCreating";
        var phase = PhaseOf(pod, record);
        return new V1PodStatus
        {
            Phase = phase,
            Reason = record.End?.Reason,
            Message = record.End?.Message,
            StartTime = record.StartTime.UtcDateTime,
            HostIP = hostIp,
            HostIPs = [new V1HostIP { Ip = hostIp }],
            PodIP = record.PodIp,
            PodIPs = [new V1PodIP { Ip = record.PodIp }],
            QosClass = pod.Status?.QosClass ?? "BestEffort",
            InitContainerStatuses = init.Count == 0 ? null : [.. init.Select(container => ContainerStatuses.Of(pod, container, record[container.Name], "PodInitializing"))],
            ContainerStatuses = [.. pod.Spec.Containers.Select(container => ContainerStatuses.Of(pod, container, record[container.Name], idle))],
            Conditions = PodConditions.Build(pod, record, phase, before, now),
            ObservedGeneration = pod.Metadata.Generation,
        };
    }

    public static bool IsInitialized(V1Pod pod, PodRecord record) =>
        (pod.Spec.InitContainers ?? []).All(container => PodPlanner.IsSidecar(container)
            ? record[container.Name].Started
            : record[container.Name].Ended is { ExitCode: 0 });

    private static string PhaseOf(V1Pod pod, PodRecord record)
    {
        var main = pod.Spec.Containers.Select(container => record[container.Name]).ToList();
        if (record.Finished)
        {
            var failed = record.End is not null || main.Any(container => container.Ended is not { ExitCode: 0 });
            return failed ? "Failed" : "Succeeded";
        }

        // A container that has run before makes the pod a running one, even while it waits for its restart.
        return main.All(container => container.Phase != ContainerPhase.Waiting || container.LastEnded is not null) ? "Running" : "Pending";
    }
}
