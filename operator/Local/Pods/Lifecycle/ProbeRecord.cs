namespace GptOperator.Local.Pods;

/// <summary>Where one probe of one run stands.</summary>
internal sealed record ProbeRecord
{
    public static readonly ProbeRecord Fresh = new();

    public DateTimeOffset? LastStart { get; init; }

    public bool InFlight { get; init; }

    /// <summary>In a row.</summary>
    public int Successes { get; init; }

    /// <summary>In a row.</summary>
    public int Failures { get; init; }
}
