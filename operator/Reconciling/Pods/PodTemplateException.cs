namespace GptOperator.Reconciling.Pods;

/// <summary>The job's pod template cannot be merged into a pod.</summary>
internal sealed class PodTemplateException(string problem, Exception? inner = null)
    : Exception($"{Field} cannot be merged into a pod: {problem}; correct it as a pod's metadata and spec are written.", inner)
{
    public const string Field = "spec.workers.podTemplate";
}
