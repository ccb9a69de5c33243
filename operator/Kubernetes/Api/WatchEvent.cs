namespace GptOperator.Kubernetes;

/// <param name="Type">what happened</param>
/// <param name="Entity">null when unreadable</param>
/// <param name="Fault">why it is unreadable</param>
internal readonly record struct WatchEvent<T>(WatchEventType Type, T Entity, string? Fault = null);
