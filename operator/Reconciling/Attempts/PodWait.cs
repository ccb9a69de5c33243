using k8s.Models;

namespace GptOperator.Reconciling.Attempts;

/// <summary>Why a pod is not ready yet, in the words of the scheduler and the kubelet.</summary>
/// <param name="Stuck">Whether someone has to act before it goes on.</param>
/// <param name="Reason">One PascalCase word.</param>
/// <param name="Message">For a person.</param>
internal sealed record PodWait(bool Stuck, string Reason, string Message)
{
    public const string ImagePull = nameof(ImagePull);
    public const string Unschedulable = nameof(Unschedulable);
    public const string Queued = nameof(Queued);
    public const string PodStarting = nameof(PodStarting);
    public const string PodNotReady = nameof(PodNotReady);
    public const string PodTerminating = nameof(PodTerminating);

    /// <summary>
    /// Whether a pod's status alone does not say what it waits for: its node has it, and says nothing while it sets volumes up and pulls
    /// the image. Then only events tell what is amiss, such as a secret that a volume lacks.
    /// </summary>
    public static bool IsUnexplained(RankPod pod) => pod is { Phase: RankPhase.Waiting, Node: not null } && Blocked(pod) is null;

    /// <param name="pod">The pod.</param>
    /// <param name="warning">The newest warning about it, where there is one.</param>
    public static PodWait Of(RankPod pod, PodWarning? warning = null) => pod.Phase switch
    {
        RankPhase.Terminating => new(false, PodTerminating, $"pod {pod.Name} is being deleted{OnNode(pod)}; the next attempt follows when it has ended"),
        RankPhase.Running => new(false, PodNotReady, $"the trainer of pod {pod.Name} runs and does not answer yet"),
        _ => Unscheduled(pod) ?? Blocked(pod) ?? Warned(pod, warning) ?? new(false, PodStarting, $"pod {pod.Name} is starting{OnNode(pod)}"),
    };

    private static PodWait? Unscheduled(RankPod pod)
    {
        var scheduled = pod.Pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" });
        return scheduled switch
        {
            null => null,
            // A queue lets it in when its turn comes; nobody has to act.
            { Reason: "SchedulingGated" } => new(false, Queued, $"pod {pod.Name} waits to be let in by {string.Join(", ", pod.Pod.Spec.SchedulingGates?.Select(gate => gate.Name) ?? [])}"),
            _ => new(true, scheduled.Reason ?? Unschedulable, $"pod {pod.Name} has no node yet: {scheduled.Message}"),
        };
    }

    private static PodWait? Blocked(RankPod pod)
    {
        var statuses = (pod.Pod.Status?.InitContainerStatuses ?? []).Concat(pod.Pod.Status?.ContainerStatuses ?? []);
        var blocked = statuses.FirstOrDefault(status => status.State?.Waiting?.Reason is not (null or "PodInitializing" or "ContainerCreating"));
        return blocked?.State.Waiting is not { } waiting ? null : new(true, ReasonOf(waiting), MessageOf(pod, blocked, waiting));
    }

    private static PodWait? Warned(RankPod pod, PodWarning? warning) =>
        warning is null ? null : new(true, warning.Reason, $"pod {pod.Name} cannot start{OnNode(pod)}: {warning.Message.Trim()}");

    /// <summary>The kubelet alternates between two words for an image that it cannot get; one reason for both keeps the condition still.</summary>
    private static string ReasonOf(V1ContainerStateWaiting waiting) =>
        waiting.Reason is "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" ? ImagePull : waiting.Reason;

    private static string MessageOf(RankPod pod, V1ContainerStatus status, V1ContainerStateWaiting waiting)
    {
        var words = string.IsNullOrWhiteSpace(waiting.Message) ? "" : $": {waiting.Message.Trim()}";
        return $"container {status.Name} of pod {pod.Name} waits with {waiting.Reason} (image {status.Image}){words}";
    }

    private static string OnNode(RankPod pod) => pod.Node is { } node ? $" on node {node}" : "";
}
