namespace GptOperator.Local.Pods;

/// <summary>A container's process could not be started.</summary>
/// <param name="reason">The container state's reason, as a container runtime would give it.</param>
/// <param name="message">One line for people.</param>
internal sealed class ProcessStartException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
