namespace GptOperator.Crds.Status;

/// <summary>What the finished training measured.</summary>
public sealed record ResultsStatus
{
    /// <summary>Mean loss over the whole validation split, in nats a token.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>
    /// Cross-entropy of the validation split under the training split's token frequencies, in nats a token:
    /// what a model scores that knows only how common each token is.
    /// </summary>
    public double? UnigramEntropy { get; init; }

    /// <summary>Number of the model's parameters.</summary>
    public long? Parameters { get; init; }

    /// <summary>A text that the trained model wrote, at most 600 characters.</summary>
    public string? Sample { get; init; }
}
