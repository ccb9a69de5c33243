using System.Globalization;
using GptOperator.Crds;
using GptOperator.Crds.Spec;
using k8s.Models;

namespace GptOperator.Reconciling.Pods;

/// <summary>What a pod carries for queues and schedulers: the pods of one attempt are one group, admitted and placed together.</summary>
internal static class PodScheduling
{
    private const string Kueue = "kueue.x-k8s.io";
    private const string CoschedulingGroup = "scheduling.x-k8s.io/pod-group";
    private const string VolcanoGroup = "scheduling.k8s.io/group-name";
    private const string VolcanoScheduler = "volcano";

    /// <param name="pod">The pod, whose labels, annotations and spec are added to.</param>
    /// <param name="job">The pod's job.</param>
    /// <param name="group">Name of the attempt's group.</param>
    /// <param name="members">Pods of the group.</param>
    /// <param name="hasPodGroup">Whether the attempt has a PodGroup, which needs its API in the cluster.</param>
    public static void Apply(V1Pod pod, GptTrainingJob job, string group, int members, bool hasPodGroup)
    {
        var scheduling = job.Spec.Scheduling;
        pod.Spec.SchedulerName = scheduling.SchedulerName ?? (hasPodGroup && scheduling.PodGroup == PodGroupApi.Volcano ? VolcanoScheduler : null);
        pod.Spec.PriorityClassName = scheduling.PriorityClassName;
        if (scheduling is { QueueName: { } queue, PodGroup: not PodGroupApi.Volcano })
            Queue(pod.Metadata, queue, group, members);
        if (hasPodGroup && scheduling.PodGroup == PodGroupApi.Coscheduling)
            pod.Metadata.Labels[CoschedulingGroup] = group;
        if (hasPodGroup && scheduling.PodGroup == PodGroupApi.Volcano)
            Annotate(pod.Metadata, VolcanoGroup, group);
    }

    private static void Queue(V1ObjectMeta metadata, string queue, string group, int members)
    {
        metadata.Labels[$"{Kueue}/queue-name"] = queue;
        metadata.Labels[$"{Kueue}/pod-group-name"] = group;
        Annotate(metadata, $"{Kueue}/pod-group-total-count", members.ToString(CultureInfo.InvariantCulture));
        // An attempt's pods are never replaced one by one: when they have ended, the group gives its quota back.
        Annotate(metadata, $"{Kueue}/retriable-in-group", "false");
    }

    private static void Annotate(V1ObjectMeta metadata, string name, string value)
    {
        metadata.Annotations ??= new Dictionary<string, string>();
        metadata.Annotations[name] = value;
    }
}
