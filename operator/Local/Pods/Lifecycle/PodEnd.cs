namespace GptOperator.Local.Pods;

/// <summary>Why a pod was ended as a whole, as its status says it.</summary>
internal sealed record PodEnd(string Reason, string Message)
{
    public static readonly PodEnd DeadlineExceeded = new("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");

    public static readonly PodEnd Shutdown = new("Terminated", "Pod was terminated in response to imminent node shutdown.");
}
