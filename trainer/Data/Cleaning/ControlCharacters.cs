using System.Text;

namespace GptTrainer.Data.Cleaning;

/// <summary>Removes control characters and byte order marks; tabs, line feeds and carriage returns stay.</summary>
internal static class ControlCharacters
{
    private const char ByteOrderMark = '\ufeff';

    /// <summary>The text without them, and how many there were.</summary>
    public static (string Text, int Count) Remove(string text)
    {
        var first = 0;
        while (first < text.Length && !IsNoise(text[first]))
            first++;
        if (first == text.Length)
            return (text, 0);
        var kept = new StringBuilder(text.Length).Append(text, 0, first);
        foreach (var unit in text.AsSpan(first))
        {
            if (!IsNoise(unit))
                kept.Append(unit);
        }
        return (kept.ToString(), text.Length - kept.Length);
    }

    private static bool IsNoise(char unit) => unit == ByteOrderMark || (char.IsControl(unit) && unit is not ('\t' or '\n' or '\r'));
}
