using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning;

/// <summary>What a text says just before a number, which tells what the number is.</summary>
internal static class TextContext
{
    private const int Reach = 40;

    /// <summary>Whether a word of <paramref name="words"/> stands shortly before the position, on its line.</summary>
    public static bool Precedes(string text, int position, Regex words)
    {
        var start = Math.Max(0, position - Reach);
        var before = text.AsSpan(start, position - start);
        return words.IsMatch(before[(before.LastIndexOf('\n') + 1)..]);
    }
}
