namespace GptOperator.Local.Pods;

/// <summary>How one run of a container ended.</summary>
internal sealed record Termination
{
    public required int ExitCode { get; init; }

    public required string Reason { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }
}
