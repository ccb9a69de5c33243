namespace GptOperator.Local.Pods;

/// <param name="Container">Whose event it is; null for the pod's.</param>
internal sealed record PodEvent(bool IsWarning, string Reason, string Message, string? Container = null)
{
    public static PodEvent Normal(string reason, string message, string? container = null) => new(false, reason, message, container);

    public static PodEvent Warning(string reason, string message, string? container = null) => new(true, reason, message, container);
}
