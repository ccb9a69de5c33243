namespace GptOperator.Local.Pods;

/// <summary>A container is being ended: hook, then SIGTERM, then SIGKILL.</summary>
internal sealed record StopRequest
{
    /// <summary>When patience ends and SIGKILL follows.</summary>
    public required DateTimeOffset KillAt { get; init; }

    public bool HookStarted { get; init; }

    public bool HookDone { get; init; }

    public bool TerminateSent { get; init; }

    public bool KillSent { get; init; }
}
