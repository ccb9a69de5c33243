using GptOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace GptOperator.Faults.Simulation;

/// <summary>Events are told as far as they get, and belong to no job's state: here they are left out.</summary>
internal sealed class SilentEvents : IEventRecorder
{
    public void Record(IKubernetesObject<V1ObjectMeta> entity, EventType type, string reason, string message)
    {
    }
}
