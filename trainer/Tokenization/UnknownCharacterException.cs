using System.Text;

namespace GptTrainer.Tokenization;

/// <summary>
/// A text has a character that a character tokenizer has no token for. There is no stand-in token: the model never
/// trained on one, so what it would go on with is noise.
/// </summary>
internal sealed class UnknownCharacterException(Rune character, int position, int known) : Exception(
    $"The character {Describe(character)} at position {position} is not among the {known} characters of the text that the tokenizer was made from; leave it out, or train with text that has it.")
{
    public Rune Character => character;

    private static string Describe(Rune rune) =>
        Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"'{rune}' (U+{rune.Value:X4})";
}
