namespace GptOperator.Local.Pods;

/// <summary>
/// A process of an earlier life of the runner. It has another parent now, so its exit code is out of reach and its end
/// is seen by looking.
/// </summary>
internal sealed class AdoptedProcess : IContainerProcess
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    public AdoptedProcess(ProcessIdentity identity)
    {
        Identity = identity;
        Exited = WatchAsync();
    }

    public ProcessIdentity Identity { get; }

    public Task<ExitStatus> Exited { get; }

    private bool IsAlive => ProcessTable.Identify(Identity.Pid) == Identity;

    public void Signal(ProcessSignal signal)
    {
        if (IsAlive)
            _ = Posix.Kill(-Identity.Pid, (int)signal);
    }

    public long MemoryBytes() => ProcessTable.MemoryOfTree(Identity.Pid);

    private async Task<ExitStatus> WatchAsync()
    {
        using var timer = new PeriodicTimer(LookInterval);
        while (IsAlive)
            await timer.WaitForNextTickAsync();
        return new ExitStatus(Code: null);
    }
}
