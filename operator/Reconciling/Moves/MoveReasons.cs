namespace GptOperator.Reconciling.Moves;

/// <summary>Reasons of the conditions PodsReady and Progressing beside those of a waiting pod.</summary>
internal static class MoveReasons
{
    public const string JobSucceeded = nameof(JobSucceeded);
    public const string JobFailed = nameof(JobFailed);
    public const string Suspended = nameof(Suspended);
    public const string Resumed = nameof(Resumed);
    public const string InvalidSpec = nameof(InvalidSpec);
    public const string NameTaken = nameof(NameTaken);
    public const string BackOff = nameof(BackOff);
    public const string EndingAttempt = nameof(EndingAttempt);
    public const string CreatingPods = nameof(CreatingPods);
    public const string NoPodGroup = nameof(NoPodGroup);
    public const string PodRejected = nameof(PodRejected);
    public const string PodsReady = nameof(PodsReady);
    public const string StageRunning = nameof(StageRunning);
    public const string StageStarting = nameof(StageStarting);
    public const string Waiting = nameof(Waiting);
}
