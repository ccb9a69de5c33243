namespace GptOperator.Kubernetes;

/// <summary>The defaults are those of Kubernetes' own controllers.</summary>
internal sealed record LeaderElectionOptions
{
    public string LeaseName { get; init; } = "gpt-operator";

    public required string LeaseNamespace { get; init; }

    /// <summary>Differs for each process, even on one machine.</summary>
    public string Identity { get; init; } = NewIdentity();

    /// <summary>How long others leave the lease alone after they last saw it renewed. Whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long this process trusts its own last renewal; below <see cref="LeaseDuration"/>, so that it stops before others start.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two attempts to take or renew the lease; below <see cref="RenewDeadline"/>.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    public static string NewIdentity() => $"{Environment.MachineName.ToLowerInvariant()}_{Guid.NewGuid():n}";

    /// <returns>what is wrong with the times, with the mend; null when nothing is</returns>
    public string? Fault() => this switch
    {
        { LeaseDuration.TotalSeconds: < 1 } => $"--lease-duration is {Seconds(LeaseDuration)}; set it to 1 or more.",
        _ when RenewDeadline >= LeaseDuration =>
            $"--lease-renew-deadline is {Seconds(RenewDeadline)}; set it below --lease-duration, {Seconds(LeaseDuration)}, or two replicas could lead at once.",
        _ when RetryPeriod <= TimeSpan.Zero || RetryPeriod >= RenewDeadline =>
            $"--lease-retry-period is {Seconds(RetryPeriod)}; set it above 0 and below --lease-renew-deadline, {Seconds(RenewDeadline)}.",
        _ => null,
    };

    private static string Seconds(TimeSpan time) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}");
}
