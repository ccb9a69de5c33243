namespace GptOperator.Local.Pods;

/// <summary>The kubelet's pauses. The first restart is immediate, then they double.</summary>
internal sealed record RestartRules
{
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A run this long starts the doubling anew.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between tries to make a container whose config map, secret or volume is missing.</summary>
    public TimeSpan ConfigRetry { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan After(TimeSpan current) =>
        current == TimeSpan.Zero ? FirstBackOff : current * 2 < LongestBackOff ? current * 2 : LongestBackOff;
}
