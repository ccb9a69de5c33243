namespace GptOperator.Monitoring;

/// <summary>How the progress of running jobs is asked for.</summary>
internal sealed record ProgressOptions
{
    /// <summary>Time between two rounds. Each round changes a job's status at most once, so this also bounds the writes of a running job.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for one trainer's whole answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest answer that is read, in bytes.</summary>
    public int LimitBytes { get; init; } = 64 * 1024;

    /// <summary>Trainers asked at the same time.</summary>
    public int Parallelism { get; init; } = 64;
}
