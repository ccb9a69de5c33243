namespace GptOperator.Local.Pods;

internal interface IContainerProcess
{
    ProcessIdentity Identity { get; }

    /// <summary>Completes when the process has ended; what was left of its group has been killed by then.</summary>
    Task<ExitStatus> Exited { get; }

    /// <summary>Signals the whole process group. Nothing happens when it is gone.</summary>
    void Signal(ProcessSignal signal);

    /// <summary>Memory that the process and its descendants cannot give back, in bytes; 0 where it cannot be measured.</summary>
    long MemoryBytes();
}
