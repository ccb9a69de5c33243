namespace GptOperator.Crds.Status;

/// <summary>A complete checkpoint.</summary>
public sealed record CheckpointReference
{
    /// <summary>Optimizer steps done when it was taken.</summary>
    public long Step { get; init; }

    /// <summary>Where it lies.</summary>
    public string Uri { get; init; } = "";

    /// <summary>When it was complete.</summary>
    public DateTimeOffset? Time { get; init; }
}
