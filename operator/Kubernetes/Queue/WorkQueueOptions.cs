namespace GptOperator.Kubernetes;

internal sealed record WorkQueueOptions
{
    /// <summary>Delay after a key's first failure; doubles with each further one, with jitter.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);
}
