using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>The kubelet's conditions; a condition keeps the time of its last change.</summary>
internal static class PodConditions
{
    public static List<V1PodCondition> Build(V1Pod pod, PodRecord record, string phase, IEnumerable<V1PodCondition> before, DateTimeOffset now)
    {
        var own = Own(pod, record, phase).ToList();
        foreach (var condition in own)
        {
            var old = before.FirstOrDefault(candidate => candidate.Type == condition.Type);
            condition.LastTransitionTime = old?.Status == condition.Status && old.LastTransitionTime is { } time ? time : now.UtcDateTime;
        }

        return own;
    }

    private static IEnumerable<V1PodCondition> Own(V1Pod pod, PodRecord record, string phase)
    {
        var initialized = phase == "Succeeded" || PodStatusBuilder.IsInitialized(pod, record);
        var (reason, message) = WhyNotReady(pod, record, phase);
        yield return Condition("PodReadyToStartContainers", record.VolumesReady && !record.Finished);
        yield return initialized
            ? Condition("Initialized", true, phase == "Succeeded" ? "PodCompleted" : null)
            : Condition("Initialized", false, "ContainersNotInitialized", $"containers with incomplete status: [{Names(pod.Spec.InitContainers ?? [], record, container => container.Ended is { ExitCode: 0 } || container.Started)}]");
        yield return Condition("Ready", reason is null, reason, message);
        yield return Condition("ContainersReady", reason is null, reason, message);
        yield return Condition("PodScheduled", true);
    }

    private static (string? Reason, string? Message) WhyNotReady(V1Pod pod, PodRecord record, string phase)
    {
        if (phase == "Succeeded")
            return ("PodCompleted", null);
        if (phase == "Failed")
            return ("PodFailed", null);
        var unready = Names(pod.Spec.Containers, record, container => container.Ready);
        return unready.Length == 0 ? (null, null) : ("ContainersNotReady", $"containers with unready status: [{unready}]");
    }

    private static string Names(IEnumerable<V1Container> containers, PodRecord record, Func<ContainerRecord, bool> isFine) =>
        string.Join(' ', containers.Select(container => record[container.Name]).Where(container => !isFine(container)).Select(container => container.Name));

    private static V1PodCondition Condition(string type, bool status, string? reason = null, string? message = null) =>
        new() { Type = type, Status = status ? "True" : "False", Reason = reason, Message = message };
}
