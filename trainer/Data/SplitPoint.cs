using System.Text;

namespace GptTrainer.Data;

/// <summary>Where a source's text changes from training to validation.</summary>
internal static class SplitPoint
{
    /// <summary>
    /// Characters that train: as nanoGPT's <c>data[:int(n * 0.9)]</c>. In decimal, as 0.1 of a text should be a tenth
    /// of it and not a hair more.
    /// </summary>
    public static long TrainCharacters(long characters, double validationFraction) =>
        (long)(characters * (1 - (decimal)validationFraction));

    /// <summary>Cuts a chunk after its first <paramref name="characters"/> Unicode characters.</summary>
    public static (string Before, string After) Cut(string text, long characters)
    {
        var position = 0;
        for (; characters > 0; characters--)
            position += Rune.GetRuneAt(text, position).Utf16SequenceLength;
        return (text[..position], text[position..]);
    }
}
