namespace GptOperator.Kubernetes;

/// <summary>The defaults are those of Kubernetes' own controllers.</summary>
internal sealed record LeaderElectionOptions
{
    public string LeaseName { get; init; } = "gpt-operator";

    public required string LeaseNamespace { get; init; }

    /// <summary>Differs for each process, even on one machine.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others leave the lease alone after they last saw it renewed. Whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long this process trusts its own last renewal; below <see cref="LeaseDuration"/>, so that it stops before others start.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
