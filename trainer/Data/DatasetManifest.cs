namespace GptTrainer.Data;

/// <summary>
/// What <c>dataset.json</c> says. It is written last: a dataset without it does not exist. It holds nothing that
/// differs between two runs over the same text.
/// </summary>
internal sealed record DatasetManifest
{
    /// <summary>Changes whenever shards of the same text would differ.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Hash of the tokenizer that the ids are of.</summary>
    public required string Tokenizer { get; init; }

    public required int VocabSize { get; init; }

    /// <summary>Bytes of one id in the shards, little-endian: 2 or 4.</summary>
    public required int TokenBytes { get; init; }

    /// <summary>
    /// Cross-entropy of the validation tokens under the training tokens' frequencies (one added to each), in nats a
    /// token: what a model scores that knows only how common each token is.
    /// </summary>
    public required double UnigramEntropy { get; init; }

    public required DatasetSplit Train { get; init; }

    public required DatasetSplit Validation { get; init; }

    public required IReadOnlyList<SourceStatistics> Sources { get; init; }
}
