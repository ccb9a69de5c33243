namespace GptOperator.Crds.Status;

/// <summary>How far the running stage is.</summary>
public sealed record ProgressStatus
{
    /// <summary>The stage that runs, or ran last.</summary>
    public string? Stage { get; init; }

    /// <summary>Steps done.</summary>
    public long? Step { get; init; }

    /// <summary>Steps in the whole stage.</summary>
    public long? TotalSteps { get; init; }

    /// <summary>Share of the steps done, from 0 to 100.</summary>
    public int? Percentage { get; init; }

    /// <summary>Tokens trained on so far.</summary>
    public long? Tokens { get; init; }

    /// <summary>Training loss of the last step, in nats a token, to four digits.</summary>
    public double? Loss { get; init; }

    /// <summary>Newest validation loss, in nats a token, to four digits.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Tokens a second.</summary>
    public long? TokensPerSecond { get; init; }

    /// <summary>Time until the stage is complete, such as 2h5m.</summary>
    public string? Eta { get; init; }

    /// <summary>GPUs that the stage's pods have, all together.</summary>
    public int? Gpus { get; init; }

    /// <summary>When the operator took this up: at most every ten seconds, and only when the trainer moved on.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
