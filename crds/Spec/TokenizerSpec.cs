using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How text becomes token ids.</summary>
public sealed record TokenizerSpec
{
    /// <summary>Number of tokens of a byteBpe tokenizer whose vocabSize is not given.</summary>
    public const int DefaultVocabSize = 8192;

    /// <summary>The kind of tokenizer.</summary>
    public TokenizerType Type { get; init; } = TokenizerType.ByteBpe;

    /// <summary>Number of tokens, special ones included: the 256 bytes and what is learned from the text. Only for byteBpe, where the default is 8192, or as many as the text gives.</summary>
    [RangeMinimum(257)]
    [RangeMaximum(1000000)]
    public int? VocabSize { get; init; }

    /// <summary>Tokens that stand for no text. Only for byteBpe, where the first one ends a document and the default is &lt;|endoftext|&gt;.</summary>
    [Items(1, MaxItems = 64, MinItemLength = 1, MaxItemLength = 64)]
    public IReadOnlyList<string>? SpecialTokens { get; init; }
}
