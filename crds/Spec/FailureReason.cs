using System.Text.Json.Serialization;

namespace GptOperator.Crds.Spec;

/// <summary>Why an attempt at a stage ended, in one word: what retry rules match, and what status, events and metrics show.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureReason>))]
public enum FailureReason
{
    /// <summary>Exit code 64: the trainer says that the job is wrong.</summary>
    InvalidJob,

    /// <summary>Exit code 65: the trainer says that the data is wrong.</summary>
    InvalidData,

    /// <summary>Exit code 66: training diverged.</summary>
    Diverged,

    /// <summary>Exit code 75: the trainer says that the fault may pass.</summary>
    TransientFault,

    /// <summary>Exit code 143: the trainer was asked to stop, by none of those below.</summary>
    Stopped,

    /// <summary>The trainer used more than its memory limit.</summary>
    OOMKilled,

    /// <summary>Exit code 137 for another reason than memory.</summary>
    Killed,

    /// <summary>Any other exit code.</summary>
    Crashed,

    /// <summary>The node could not start the trainer.</summary>
    StartError,

    /// <summary>The pod failed outside the trainer: in an init container or a sidecar.</summary>
    PodFailed,

    /// <summary>The pod ran longer than its template's own activeDeadlineSeconds, or the job longer than its.</summary>
    DeadlineExceeded,

    /// <summary>The trainer answered and made no progress for longer than hangTimeout.</summary>
    Hung,

    /// <summary>When pendingDeadlineSeconds were over, an image could still not be pulled.</summary>
    ImagePull,

    /// <summary>When pendingDeadlineSeconds were over, a pod still had no node.</summary>
    Unschedulable,

    /// <summary>When pendingDeadlineSeconds were over, the API server still refused a pod: a quota, or a policy.</summary>
    PodRejected,

    /// <summary>When pendingDeadlineSeconds were over, a pod still did not run for another reason.</summary>
    PendingDeadlineExceeded,

    /// <summary>The node evicted the pod: it was short of a resource, drained or shut down.</summary>
    Evicted,

    /// <summary>A pod of higher priority took its place.</summary>
    Preempted,

    /// <summary>Its node is gone or no longer answers.</summary>
    NodeLost,

    /// <summary>Someone deleted the pod.</summary>
    PodDeleted,
}
