using System.Text;
using CsCheck;
using GptTrainer.Storage;
using GptTrainer.Tokenization;
using Microsoft.ML.Tokenizers;

namespace GptTrainer.Tests.Tokenization;

public sealed class BpeTests
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gpt2PreTokenizerTests.Text,
        Gen.Int[1, 0x10FFFF].Where(Rune.IsValid).Select(value => new Rune(value).ToString()).Array[0, 30].Select(string.Concat));

    private static readonly ByteBpeTokenizer Trained = Train(
        string.Concat(Enumerable.Repeat("the quick brown fox's den, they'll see: 東京 Zoë 2024!\n\n  the end… 😀😀 ", 5)), 400);

    // The words of Sennrich et al. (2016): low 5, lower 2, newest 6, widest 3.
    [Fact]
    public void Merges_are_the_commonest_pairs_first_and_ties_go_to_smaller_ids()
    {
        var words = new Dictionary<string, long> { ["low"] = 5, ["lower"] = 2, ["newest"] = 6, ["widest"] = 3 };

        var model = BpeTrainer.Train(words, 1 + 256 + 10, [EndOfText], default);

        // By hand: es and st 9 each, e is less than s; est 9; lo and ow 7; low 7; ew, ne and west 6; new 6; newest 6;
        // dest, id and wi 3; idest and wi 3; widest 3.
        Assert.Equal(
            ["e s", "es t", "l o", "lo w", "e w", "n ew", "new est", "d est", "i dest", "w idest"],
            model.Merges.Select(merge => TokenizerJson.NameOf(model, merge)));
        Assert.Equal(1 + 256 + 10, model.Tokens.Count);
    }

    [Fact]
    public void Learning_stops_where_no_pair_occurs_twice()
    {
        var model = BpeTrainer.Train(new Dictionary<string, long> { ["abab"] = 1, ["xyz"] = 1 }, 1000, [], default);

        Assert.Equal(["a b"], model.Merges.Select(merge => TokenizerJson.NameOf(model, merge)));
    }

    [Fact]
    public void Text_that_spells_a_special_token_never_becomes_it()
    {
        var model = BpeTrainer.Train(new Dictionary<string, long> { ["PAD"] = 9, ["PADDED"] = 9 }, 300, ["PAD"], default);
        var tokenizer = new ByteBpeTokenizer(model);

        Assert.DoesNotContain(0, tokenizer.Encode("PAD PADDED"));
        Assert.Equal("PAD PADDED", tokenizer.Decode(tokenizer.Encode("PAD PADDED")));
        Assert.DoesNotContain(0, Trained.Encode($"a{EndOfText}b"));
        Assert.Equal(0, Trained.EndOfTextId);
        Assert.Equal(EndOfText, Trained.Decode([0]));
    }

    [Fact]
    public void Any_text_comes_back_exactly() => AnyText.Sample(text =>
        Assert.Equal(text, Trained.Decode(Trained.Encode(text))), iter: 5_000);

    [Fact]
    public void Encoding_applies_the_merges_one_after_the_other() => AnyText.Sample(text =>
        Assert.Equal(ByDefinition(Trained.Model, text), Trained.Encode(text)), iter: 2_000);

    [Fact]
    public async Task Another_library_reads_the_files_and_encodes_alike()
    {
        using var folder = new TemporaryFolder();
        await TokenizerFiles.SaveAsync(ObjectStores.Open(folder.Path), "t", Trained, default);
        var other = BpeTokenizer.Create(new BpeOptions(Path.Combine(folder.Path, "t", "vocab.json"), Path.Combine(folder.Path, "t", "merges.txt"))
        {
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Gpt2PreTokenizerTests.Published(), null),
        });

        Gpt2PreTokenizerTests.Text.Sample(text => Assert.Equal(other.EncodeToIds(text), Trained.Encode(text)), iter: 2_000);
    }

    [Fact]
    public void Counting_in_parallel_finds_each_word_as_often_as_it_is_there()
    {
        var texts = Enumerable.Range(0, 300).Select(i => $"same word {i % 7} here").ToList();
        var counter = new WordCounter();

        counter.Add(texts, default);
        counter.Add(texts, default);

        var expected = texts.Concat(texts).SelectMany(Gpt2PreTokenizerTests.WordsOf).CountBy(word => word).ToDictionary(pair => pair.Key, pair => (long)pair.Value);
        Assert.Equal(expected, counter.Counts);
    }

    [Fact]
    public void Beyond_its_limit_the_counter_forgets_the_rarest_words()
    {
        var counter = new WordCounter(maximumWords: 3);

        counter.Add(["a a a a b b b b c c c d d e"], default);

        Assert.Equal([" a", " b", " c"], counter.Counts.Keys.Order());
    }

    internal static ByteBpeTokenizer Train(string text, int vocabSize)
    {
        var words = new WordCounter();
        words.Add([text], default);
        return new ByteBpeTokenizer(BpeTrainer.Train(words.Counts, vocabSize, [EndOfText], default));
    }

    private static List<int> ByDefinition(BpeModel model, string text)
    {
        var ids = new List<int>();
        foreach (var word in Gpt2PreTokenizerTests.WordsOf(text))
        {
            var symbols = Encoding.UTF8.GetBytes(word).Select(value => IdOf(model, value)).ToList();
            foreach (var merge in model.Merges)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    if (symbols[i] != merge.Left || symbols[i + 1] != merge.Right)
                        continue;
                    symbols[i] = merge.Result;
                    symbols.RemoveAt(i + 1);
                }
            }
            ids.AddRange(symbols);
        }
        return ids;
    }

    private static int IdOf(BpeModel model, byte value)
    {
        for (var id = model.SpecialTokens.Count; ; id++)
        {
            if (model.Tokens[id] is [var only] && only == value)
                return id;
        }
    }
}
