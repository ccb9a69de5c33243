namespace GptOperator.Crds.Trainer;

/// <summary>What a trainer answers at <c>/progress</c>.</summary>
public sealed record TrainerProgress
{
    /// <summary>The stage that runs.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Steps done; for prepare, documents read.</summary>
    public long Step { get; init; }

    /// <summary>Steps in the whole stage; 0 while unknown.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Tokens trained on or written so far.</summary>
    public long Tokens { get; init; }

    /// <summary>Training loss of the last finished step, in nats a token.</summary>
    public double? Loss { get; init; }

    /// <summary>Newest validation loss, in nats a token.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Tokens a second over the last few seconds.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Expected seconds until the stage is complete.</summary>
    public double? SecondsRemaining { get; init; }

    /// <summary>The newest complete checkpoint.</summary>
    public Status.CheckpointReference? LastCheckpoint { get; init; }

    /// <summary>
    /// Pieces of work done, of whatever kind: batches learnt from or measured, chunks of text read or fetched. It grows for as long as the
    /// trainer gets on, also where no step is made; only whether it grows says something.
    /// </summary>
    public long Activity { get; init; }

    /// <summary>When these values were taken.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
