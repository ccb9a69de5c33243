namespace GptOperator.Local.Pods;

/// <param name="Message">What went wrong, in the kubelet's words; empty for a success.</param>
internal readonly record struct ProbeResult(bool Success, string Message)
{
    public static readonly ProbeResult Passed = new(true, "");

    public static ProbeResult Failed(string message) => new(false, message);
}
