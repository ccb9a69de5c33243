using System.Runtime.InteropServices;

namespace GptOperator.Local.Pods;

/// <summary>
/// A process that this one started. A thread of its own waits for exactly this child: the runtime's own SIGCHLD handling
/// reaps only children of the Process class, so the two do not take each other's exit codes.
/// </summary>
internal sealed unsafe class ChildProcess : IContainerProcess
{
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _reaping = new();
    private bool _reaped;

    public ChildProcess(ProcessIdentity identity)
    {
        Identity = identity;
        new Thread(Wait, maxStackSize: 128 * 1024) { IsBackground = true, Name = $"wait {identity.Pid}" }.Start();
    }

    public ProcessIdentity Identity { get; }

    public Task<ExitStatus> Exited => _exited.Task;

    public void Signal(ProcessSignal signal)
    {
        lock (_reaping)
        {
            // Once reaped the id may belong to a stranger.
            if (!_reaped)
                _ = Posix.Kill(-Identity.Pid, (int)signal);
        }
    }

    public long MemoryBytes() => ProcessTable.MemoryOfTree(Identity.Pid);

    private void Wait()
    {
        var info = stackalloc byte[Posix.OpaqueSize];
        // Left as a zombie first: its id still holds the group's name while what is left of the group is killed.
        while (Posix.WaitId(Posix.ProcessId, Identity.Pid, info, Posix.WaitExited | Posix.KeepZombie) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Posix.Interrupted)
                break;
        }

        _exited.SetResult(Reap());
    }

    private ExitStatus Reap()
    {
        lock (_reaping)
        {
            _ = Posix.Kill(-Identity.Pid, (int)ProcessSignal.Kill);
            _reaped = true;
            int result, status;
            do
                result = Posix.WaitPid(Identity.Pid, out status, 0);
            while (result < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted);
            return result == Identity.Pid ? ExitStatus.FromWaitStatus(status) : new ExitStatus(Code: null);
        }
    }
}
