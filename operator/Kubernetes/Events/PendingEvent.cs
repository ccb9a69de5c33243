using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>An event as it was recorded, at its time.</summary>
internal sealed record PendingEvent(V1ObjectReference About, EventType Type, string Reason, string Message, DateTime Time);
