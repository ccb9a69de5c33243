namespace GptOperator.Kubernetes;

/// <summary>How long a call to the API server is kept trying before the reconcile that made it fails and backs off.</summary>
internal sealed record ApiResilienceOptions
{
    /// <summary>Attempts after the first, 1 to 10.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Before the first retry; doubles from there, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one attempt, its body included. Watches are exempt once accepted.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
