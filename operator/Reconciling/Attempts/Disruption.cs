using GptOperator.Crds.Spec;
using k8s.Models;

namespace GptOperator.Reconciling.Attempts;

/// <summary>Tells pods that the cluster ended from pods that failed by themselves.</summary>
internal static class Disruption
{
    /// <returns>The reason as the job reports it and the cluster's words; null where nothing disrupted the pod.</returns>
    public static (FailureReason Reason, string? Words)? Of(V1Pod pod)
    {
        // The condition says who did it; the older pod reason only what the kubelet saw.
        var target = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget" or "TerminationTarget", Status: "True" });
        if (target is not null)
            return (Reason(target.Reason), target.Message);
        return pod.Status?.Reason is "Evicted" or "Preempting" or "Preempted" or "NodeLost" or "NodeShutdown" or "Shutdown" or "Terminated" or "NodeAffinity"
            ? (Reason(pod.Status.Reason), pod.Status.Message)
            : LostTrack(pod);
    }

    private static (FailureReason Reason, string? Words)? LostTrack(V1Pod pod) =>
        RankPod.TrainerStatus(pod)?.State?.Terminated is { Reason: "ContainerStatusUnknown" } end ? (FailureReason.NodeLost, end.Message) : null;

    private static FailureReason Reason(string clusterReason) => clusterReason switch
    {
        "PreemptionByScheduler" or "Preempting" or "Preempted" => FailureReason.Preempted,
        "DeletionByTaintManager" or "DeletionByPodGC" or "NodeLost" => FailureReason.NodeLost,
        _ => FailureReason.Evicted,
    };
}
