using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <param name="Type">what happened, as seen from the cache: events missed on the wire are made up for by the next list</param>
/// <param name="Entity">the state now, or the last known one of a deleted object</param>
/// <param name="Previous">what the cache held before; null for an added object</param>
internal readonly record struct InformerEvent<T>(InformerEventType Type, T Entity, T? Previous)
    where T : class, IKubernetesObject<V1ObjectMeta>;
