namespace GptTrainer.Models;

/// <summary>The parts of one pre-norm block.</summary>
internal sealed record LayerLayout
{
    public required string AttentionNorm { get; init; }

    /// <summary>Side by side they give a row of H queries, G keys and G values.</summary>
    public required IReadOnlyList<Projection> QueryKeyValue { get; init; }

    public required Projection AttentionOutput { get; init; }

    public required string FeedForwardNorm { get; init; }

    /// <summary>Side by side they give the activation's input.</summary>
    public required IReadOnlyList<Projection> Expand { get; init; }

    public required Projection Contract { get; init; }

    /// <summary>Elements of a row of queries, keys and values.</summary>
    public int AttentionWidth => QueryKeyValue.Sum(part => part.Outputs);

    /// <summary>Elements of the activation's input row.</summary>
    public int ExpandedWidth => Expand.Sum(part => part.Outputs);
}
