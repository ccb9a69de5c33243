using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Reconciling.PodGroups;
using k8s.Models;

namespace GptOperator.Reconciling;

/// <summary>One write to the API server. A plan's writes are done in order, and the rest is dropped when one fails.</summary>
internal abstract record PlannedWrite;

/// <summary>Valid only for the revision of the job that was observed.</summary>
internal sealed record WriteStatus(GptTrainingJobStatus Status) : PlannedWrite;

/// <summary>Goes on only while the job is still at the revision that was observed: pods are not created from a view of the past.</summary>
internal sealed record ConfirmRevision : PlannedWrite;

/// <summary>An object of this name that is already there is left as it is.</summary>
internal sealed record CreateConfigMap(V1ConfigMap ConfigMap) : PlannedWrite;

/// <summary>An object of this name that is already there is left as it is.</summary>
internal sealed record CreatePod(V1Pod Pod) : PlannedWrite;

/// <summary>An object of this name that is already there is left as it is.</summary>
internal sealed record CreatePodGroup(AttemptPodGroup Group) : PlannedWrite;

/// <summary>Deletes this very PodGroup, never a later one of the same name.</summary>
internal sealed record DeletePodGroup(PodGroupApi Api, string Name, string Uid) : PlannedWrite;

/// <summary>Deletes this very pod as it was seen, never a later one of the same name, nor one that has ended meanwhile and stays for its logs.</summary>
internal sealed record DeletePod(string Name, string Uid, string? Revision) : PlannedWrite
{
    public static DeletePod Of(V1Pod pod) => new(pod.Metadata.Name, pod.Metadata.Uid, pod.Metadata.ResourceVersion);
}

/// <summary>Deletes the job itself, never a later one of the same name; what it owns goes after it.</summary>
internal sealed record DeleteJob(string Uid) : PlannedWrite;

/// <summary>Deletes this very config map, never a later one of the same name.</summary>
internal sealed record DeleteConfigMap(string Name, string Uid) : PlannedWrite;
