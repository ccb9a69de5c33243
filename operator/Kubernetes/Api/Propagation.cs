namespace GptOperator.Kubernetes;

/// <summary>What becomes of a deleted object's dependents.</summary>
internal enum Propagation
{
    Background,
    Foreground,
    Orphan,
}
