using GptOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace GptOperator.Tests.Jobs;

internal sealed class RecordedEvents : IEventRecorder
{
    public List<string> Reasons { get; } = [];

    public void Record(IKubernetesObject<V1ObjectMeta> entity, EventType type, string reason, string message) => Reasons.Add(reason);
}
