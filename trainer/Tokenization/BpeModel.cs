namespace GptTrainer.Tokenization;

/// <summary>What a byte-level BPE tokenizer is made of.</summary>
/// <param name="SpecialTokens">Names of the special tokens, whose ids are 0 and on.</param>
/// <param name="Tokens">The bytes of each id; those of special tokens are their names.</param>
/// <param name="Merges">Pairs of ids that become one, the ones that go first in front.</param>
internal sealed record BpeModel(
    IReadOnlyList<string> SpecialTokens, IReadOnlyList<byte[]> Tokens, IReadOnlyList<BpeMerge> Merges);
