namespace GptOperator.Kubernetes;

internal sealed record WorkQueueOptions
{
    /// <summary>Delay after a key's first failure; doubles with each further one, with jitter.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a key that comes again lets new ones go before it: short of the time in which a job should tell what befell it.</summary>
    public TimeSpan LongestYield { get; init; } = TimeSpan.FromSeconds(5);
}
