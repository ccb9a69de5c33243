namespace GptOperator.Local.Pods;

/// <summary>A process id alone is reused by the kernel; together with its start it names one process for ever.</summary>
/// <param name="Pid">The process id, which is also the id of its group and session.</param>
/// <param name="Start">An opaque token of when, and in which boot of the machine, the process started.</param>
internal sealed record ProcessIdentity(int Pid, string Start);
