namespace GptOperator.Kubernetes;

internal enum InformerEventType
{
    Added,
    Updated,
    Deleted,
}
