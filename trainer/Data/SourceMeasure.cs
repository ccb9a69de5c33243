namespace GptTrainer.Data;

/// <summary>What one reading of a source found; equal for two readings of the same text.</summary>
internal sealed record SourceMeasure
{
    public long Documents { get; set; }

    public long Bytes { get; set; }

    public long Characters { get; set; }

    public long InvalidSequences { get; set; }

    public long BinaryFiles { get; set; }

    public long EmptyFiles { get; set; }

    /// <summary>SHA-256 over the SHA-256 of each document's bytes; empty until the source is read to its end.</summary>
    public string Sha256 { get; set; } = "";
}
