namespace GptTrainer.Models;

/// <summary>How the next token is chosen.</summary>
internal sealed record SamplingOptions
{
    public int MaxNewTokens { get; init; } = 256;

    /// <summary>Logits are divided by it; 0 always takes the likeliest token.</summary>
    public double Temperature { get; init; } = 0.8;

    /// <summary>Only that many of the likeliest tokens are chosen from; 0 means all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest tokens whose probabilities add up to this are chosen from; 1 means all.</summary>
    public double TopP { get; init; } = 1;

    public long Seed { get; init; } = 1337;
}
