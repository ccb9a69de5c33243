namespace GptOperator.Reconciling.Attempts;

/// <summary>Why an attempt ended, in one word: shared by conditions, events and metrics.</summary>
internal static class FailureReasons
{
    public const string InvalidJob = nameof(InvalidJob);
    public const string InvalidData = nameof(InvalidData);
    public const string Diverged = nameof(Diverged);
    public const string TransientFault = nameof(TransientFault);
    public const string Stopped = nameof(Stopped);
    public const string OOMKilled = nameof(OOMKilled);
    public const string Evicted = nameof(Evicted);
    public const string Preempted = nameof(Preempted);
    public const string NodeLost = nameof(NodeLost);
    public const string PodDeleted = nameof(PodDeleted);
    public const string Killed = nameof(Killed);
    public const string Crashed = nameof(Crashed);
    public const string StartError = nameof(StartError);
    public const string PodFailed = nameof(PodFailed);
}
