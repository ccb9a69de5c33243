namespace GptTrainer.Checkpoints;

/// <summary>
/// What a checkpoint's state.json says: all that resuming needs beside weights and moments. Batches, dropout and the
/// learning rate are functions of the seed and the step, so there is no generator state to keep.
/// </summary>
internal sealed record TrainingState
{
    /// <summary>Optimizer steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Hash of everything that decides the weights.</summary>
    public required string Configuration { get; init; }

    /// <summary>The seed of weights, batches and dropout.</summary>
    public required long Seed { get; init; }

    /// <summary>Data position: the number of the next batch.</summary>
    public required long NextBatch { get; init; }

    /// <summary>Tokens trained on.</summary>
    public required long Tokens { get; init; }

    /// <summary>Running mean of the losses, which spikes are judged by, in nats a token.</summary>
    public double? MeanLoss { get; init; }

    /// <summary>Steps whose data were passed over because of their loss.</summary>
    public long SkippedSteps { get; init; }

    /// <summary>Times that the training went back to a checkpoint because of a loss.</summary>
    public long Rewinds { get; init; }

    /// <summary>Loss of the last step, in nats a token.</summary>
    public double? Loss { get; init; }

    /// <summary>Newest validation loss, in nats a token.</summary>
    public double? ValidationLoss { get; init; }
}
