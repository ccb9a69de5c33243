using GptOperator.Crds;
using GptOperator.Crds.Trainer;
using GptOperator.Reconciling.Pods;
using k8s.Models;

namespace GptOperator.Reconciling.Attempts;

/// <summary>A pod of the job, read once.</summary>
internal sealed record RankPod
{
    /// <summary>
    /// A deleted pod goes once its containers end, or after its grace period. One that outlives even that by this much sits on a node
    /// that no longer answers; it is taken for lost rather than waited for until someone removes the node.
    /// </summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(5);

    public required V1Pod Pod { get; init; }

    public required string Stage { get; init; }

    public required int Attempt { get; init; }

    public required int Rank { get; init; }

    public required RankPhase Phase { get; init; }

    /// <summary>The trainer's end; null while it runs, and where the pod failed around it.</summary>
    public V1ContainerStateTerminated? End { get; init; }

    /// <summary>What the trainer left as its termination message; null where that is not what a trainer writes.</summary>
    public TerminationMessage? Message { get; init; }

    public string Name => Pod.Metadata.Name;

    /// <summary>Null while it has none.</summary>
    public string? Node => Pod.Spec?.NodeName is { Length: > 0 } node ? node : null;

    public bool Ended => Phase is RankPhase.Succeeded or RankPhase.Failed;

    /// <summary>Whether its container has started.</summary>
    public bool HasRun => Ended || TrainerStatus(Pod)?.State?.Running is not null;

    /// <summary>When the trainer started; null unless it runs.</summary>
    public DateTimeOffset? RunningSince => MetaTime.Of(TrainerStatus(Pod)?.State?.Running?.StartedAt);

    /// <summary>When it ended, as its node says.</summary>
    public DateTimeOffset? EndTime => MetaTime.Of(End?.FinishedAt);

    /// <returns>Null for a pod that the job does not own, or that has no place in it.</returns>
    public static RankPod? Read(GptTrainingJob job, V1Pod pod, DateTimeOffset now)
    {
        if (!Ownership.Owns(job, pod.Metadata)
            || JobLabels.Get(pod.Metadata, JobLabels.Stage) is not { } stage
            || JobLabels.GetNumber(pod.Metadata, JobLabels.Attempt) is not { } attempt
            || JobLabels.GetNumber(pod.Metadata, JobLabels.Rank) is not { } rank)
            return null;
        var end = TrainerStatus(pod)?.State?.Terminated;
        return new RankPod
        {
            Pod = pod,
            Stage = stage,
            Attempt = (int)attempt,
            Rank = (int)rank,
            End = end,
            Message = TerminationMessages.Parse(end?.Message),
            Phase = PhaseOf(pod, end, now),
        };
    }

    public static V1ContainerStatus? TrainerStatus(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == PodBuilder.ContainerName);

    /// <summary>Whether the pod is being deleted and its node has not confirmed its end in due time.</summary>
    public static bool IsLost(V1Pod pod, DateTimeOffset now) =>
        MetaTime.Of(pod.Metadata.DeletionTimestamp) is { } deletion && now >= deletion + LostAfter;

    private static RankPhase PhaseOf(V1Pod pod, V1ContainerStateTerminated? end, DateTimeOffset now) => pod switch
    {
        _ when end is not null => end.ExitCode == TrainerExitCode.Completed ? RankPhase.Succeeded : RankPhase.Failed,
        { Status.Phase: "Succeeded" } => RankPhase.Succeeded,
        { Status.Phase: "Failed" } => RankPhase.Failed,
        _ when IsLost(pod, now) => RankPhase.Failed,
        { Metadata.DeletionTimestamp: not null } => RankPhase.Terminating,
        _ when IsReady(pod) => RankPhase.Ready,
        _ when TrainerStatus(pod)?.State?.Running is not null => RankPhase.Running,
        _ => RankPhase.Waiting,
    };

    private static bool IsReady(V1Pod pod) =>
        pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
