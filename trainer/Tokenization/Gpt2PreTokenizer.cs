using System.Globalization;
using System.Text;

namespace GptTrainer.Tokenization;

/// <summary>
/// Cuts text into words as GPT-2 does:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// Written out because .NET's regular expressions see UTF-16 units, and so take letters and digits beyond the first
/// plane for symbols, which the reference does not.
/// </summary>
internal static class Gpt2PreTokenizer
{
    private const byte Letter = 1, Digit = 2, Space = 3, Symbol = 4;

    private static readonly byte[] LowKinds = [.. Enumerable.Range(0, 0x800).Select(value => KindOf(new Rune(value)))];

    /// <summary>The length, in UTF-16 units, of the word that starts at <paramref name="start"/>.</summary>
    public static int WordLength(ReadOnlySpan<char> text, int start)
    {
        var first = text[start];
        if (first == '\'' && ContractionLength(text[start..]) is var contraction and > 0)
            return contraction;
        var kind = KindAt(text, start, out var width);
        if (kind != Space)
            return RunEnd(text, start + width, kind) - start;
        var next = start + width;
        if (first == ' ' && next < text.Length && KindAt(text, next, out width) is var following and not Space)
            return RunEnd(text, next + width, following) - start;
        var end = RunEnd(text, next, Space);
        // \s+(?!\S): a run before a word leaves its last space to that word, unless it is all there is.
        return end < text.Length && end - start > 1 ? end - start - 1 : end - start;
    }

    /// <summary>
    /// Whether words end between these two characters whatever stands around them: no word goes on from text into
    /// white space, and no rule looks back.
    /// </summary>
    public static bool IsSafeCut(char before, char after) => char.IsWhiteSpace(after) && !char.IsWhiteSpace(before);

    private static int ContractionLength(ReadOnlySpan<char> text) => text.Length < 2 ? 0 : text[1] switch
    {
        's' or 't' or 'm' or 'd' => 2,
        'r' or 'v' when text.Length > 2 && text[2] == 'e' => 3,
        'l' when text.Length > 2 && text[2] == 'l' => 3,
        _ => 0,
    };

    private static int RunEnd(ReadOnlySpan<char> text, int position, byte kind)
    {
        while (position < text.Length && KindAt(text, position, out var width) == kind)
            position += width;
        return position;
    }

    private static byte KindAt(ReadOnlySpan<char> text, int position, out int width)
    {
        var unit = text[position];
        width = 1;
        if (unit < LowKinds.Length)
            return LowKinds[unit];
        Rune.DecodeFromUtf16(text[position..], out var rune, out width);
        return KindOf(rune);
    }

    private static byte KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Digit,
        _ => Rune.IsWhiteSpace(rune) ? Space : Symbol,
    };
}
