using System.Text.RegularExpressions;
using CsCheck;
using GptTrainer.Tokenization;

namespace GptTrainer.Tests.Tokenization;

public sealed partial class Gpt2PreTokenizerTests
{
    private static readonly string[] Pieces =
        ["'s", "'ll", "'re", "'", " ", "  ", "\n", "\t", "\r\n", "\u00A0", "\u3000", "the", "Zoë", "東京", "42", "½", "Ⅷ", "<|", "…", "e\u0301"];

    // First plane only: beyond it .NET's regular expressions see halves of characters.
    internal static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]),
        Gen.Char['\u0001', '\u04FF'].Select(unit => unit.ToString())).Array[0, 40].Select(string.Concat);

    [Fact]
    public void Words_are_those_of_the_published_expression() => Text.Sample(text =>
        Assert.Equal(Published().Matches(text).Select(match => match.Value), WordsOf(text)), iter: 5_000);

    [Theory]
    [InlineData("𝒜𝒷 𝟚𝟛!", new[] { "𝒜𝒷", " 𝟚𝟛", "!" })]
    [InlineData("𠀀字😀😀 😀", new[] { "𠀀字", "😀😀", " 😀" })]
    public void Letters_and_digits_beyond_the_first_plane_are_letters_and_digits(string text, string[] words) =>
        Assert.Equal(words, WordsOf(text));

    [Fact]
    public void Text_cut_at_a_safe_place_has_the_words_of_the_whole() => Text.Sample(text =>
    {
        for (var cut = 1; cut < text.Length; cut++)
        {
            if (Gpt2PreTokenizer.IsSafeCut(text[cut - 1], text[cut]))
                Assert.Equal(WordsOf(text), [.. WordsOf(text[..cut]), .. WordsOf(text[cut..])]);
        }
    }, iter: 1_000);

    internal static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length; start += words[^1].Length)
            words.Add(text.Substring(start, Gpt2PreTokenizer.WordLength(text, start)));
        return words;
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    internal static partial Regex Published();
}
