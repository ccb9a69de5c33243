using System.Text;
using GptOperator.Crds.Spec;
using GptTrainer.Tokenization;

namespace GptTrainer.Data;

/// <summary>Makes the job's tokenizer from its text.</summary>
internal static class TokenizerMaker
{
    private const string EndOfText = "<|endoftext|>";

    /// <summary>Texts that are worked on at once; bounds memory to a few of their sizes.</summary>
    private const int TextsAtOnce = 64;

    /// <summary>The special tokens of the tokenizer; the first one ends documents.</summary>
    public static IReadOnlyList<string> SpecialTokensOf(TokenizerSpec spec) => spec switch
    {
        { Type: TokenizerType.Character } => [],
        { SpecialTokens: { } given } => given,
        _ => [EndOfText],
    };

    /// <exception cref="DataException">The text does not support so large a vocabulary.</exception>
    public static Task<ITokenizer> MakeAsync(
        TokenizerSpec spec, IReadOnlyList<CorpusSource> corpus, ProgressMeter progress, CancellationToken cancellationToken) =>
        spec.Type == TokenizerType.Character
            ? CollectCharactersAsync(corpus, progress, cancellationToken)
            : TrainBpeAsync(spec, corpus, progress, cancellationToken);

    // Of all the text, validation too, as nanoGPT does: a character is no knowledge, and one without a token could not
    // be measured.
    private static async Task<ITokenizer> CollectCharactersAsync(
        IReadOnlyList<CorpusSource> corpus, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Rune>();
        foreach (var source in corpus)
        {
            await foreach (var text in source.ReadAsync(cancellationToken))
            {
                foreach (var rune in text.Text.EnumerateRunes())
                    seen.Add(rune);
                progress.Read(text.Bytes);
            }
        }
        return new CharacterTokenizer(seen.Order());
    }

    private static async Task<ITokenizer> TrainBpeAsync(
        TokenizerSpec spec, IReadOnlyList<CorpusSource> corpus, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var special = SpecialTokensOf(spec);
        var vocabSize = spec.VocabSize ?? TokenizerSpec.DefaultVocabSize;
        if (vocabSize < 256 + special.Count)
            throw new DataException($"spec.tokenizer.vocabSize is {vocabSize}, but 256 bytes and {special.Count} special tokens need room; set it to at least {256 + special.Count}.");
        var words = new WordCounter();
        var texts = new List<string>();
        foreach (var source in corpus)
        {
            await foreach (var text in source.ReadAsync(cancellationToken))
            {
                progress.Read(text.Bytes);
                if (text.IsValidation)
                    continue;
                texts.Add(text.Text);
                if (texts.Count == TextsAtOnce)
                    CountWords();
            }
        }
        CountWords();
        var model = BpeTrainer.Train(words.Counts, vocabSize, special, cancellationToken);
        // A default is no wish: then as many as the text gives.
        return spec.VocabSize is { } wanted && model.Tokens.Count < wanted
            ? throw new DataException($"spec.tokenizer.vocabSize is {wanted}, but spec.data.sources give no more than {model.Tokens.Count} tokens: no further pair of them occurs twice; set it to {model.Tokens.Count} or less, or add text.")
            : new ByteBpeTokenizer(model);

        void CountWords()
        {
            words.Add(texts, cancellationToken);
            texts.Clear();
        }
    }
}
