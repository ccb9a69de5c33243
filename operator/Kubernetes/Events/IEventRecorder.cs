using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Tells users what happened, where <c>kubectl describe</c> shows it. Never blocks, never throws.</summary>
internal interface IEventRecorder
{
    /// <param name="entity">what the event is about; its name, namespace and uid must be set</param>
    /// <param name="type">Normal or Warning</param>
    /// <param name="reason">a stable PascalCase word</param>
    /// <param name="message">for people, cut at 1,024 characters</param>
    void Record(IKubernetesObject<V1ObjectMeta> entity, EventType type, string reason, string message);
}
