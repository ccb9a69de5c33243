namespace GptTrainer.Data;

/// <summary>What one source gave.</summary>
internal sealed record SourceStatistics
{
    public required string Name { get; init; }

    /// <summary>Files with text.</summary>
    public required long Documents { get; init; }

    /// <summary>Their sizes together.</summary>
    public required long Bytes { get; init; }

    /// <summary>Unicode characters in them after cleaning, what joins documents included.</summary>
    public required long Characters { get; init; }

    /// <summary>Ill-formed UTF-8 sequences, each read as U+FFFD.</summary>
    public required long InvalidSequences { get; init; }

    /// <summary>Files beneath a folder or matched by a glob that are not text.</summary>
    public required long SkippedBinaryFiles { get; init; }

    /// <summary>Files beneath a folder or matched by a glob that hold nothing.</summary>
    public required long SkippedEmptyFiles { get; init; }

    /// <summary>How often each rule of spec.data.cleaning changed something, by rule; null when nothing was to be cleaned.</summary>
    public IReadOnlyDictionary<string, long>? Cleaned { get; init; }

    public required long TrainTokens { get; init; }

    public required long ValidationTokens { get; init; }

    /// <summary>SHA-256 over the documents' contents.</summary>
    public required string Sha256 { get; init; }
}
