namespace GptOperator.Kubernetes;

internal enum EventType
{
    Normal,
    Warning,
}
