using System.Text;
using GptTrainer.Tokenization;

namespace GptTrainer.Tests.Tokenization;

public sealed class CharacterTokenizerTests
{
    private static readonly CharacterTokenizer Tokenizer = new("\naé東😀".EnumerateRunes());

    [Fact]
    public void Every_character_has_one_id_and_comes_back()
    {
        Assert.Equal([1, 4, 0, 3, 2, 4], Tokenizer.Encode("a😀\n東é😀"));
        Assert.Equal("a😀\n東é😀", Tokenizer.Decode([1, 4, 0, 3, 2, 4]));
        Assert.Equal(5, Tokenizer.VocabSize);
        Assert.Null(Tokenizer.EndOfTextId);
    }

    [Fact]
    public void An_unknown_character_is_named_with_its_place()
    {
        var fault = Assert.Throws<UnknownCharacterException>(() => Tokenizer.Encode("a😀ü"));

        Assert.Equal(new Rune('ü'), fault.Character);
        Assert.Contains("'ü' (U+00FC) at position 3", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Ids_outside_the_vocabulary_are_refused(int id) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Decode([id]));
}
