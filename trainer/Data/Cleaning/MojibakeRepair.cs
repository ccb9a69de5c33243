using System.Text;

namespace GptTrainer.Data.Cleaning;

/// <summary>Mends UTF-8 that was read as Windows-1252 and stored so, such as "CafÃ©" and "itâ€™s".</summary>
internal static class MojibakeRepair
{
    // Windows-1252 from 0x80 on; what it leaves open stands for itself.
    private const string HighControls = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    /// <summary>The text mended, and how many characters were.</summary>
    public static (string Text, int Count) Repair(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('Â', 'ô') < 0)
            return (text, 0);
        var mended = new StringBuilder(text.Length);
        var count = 0;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            var length = SequenceLength(text[i]);
            if (length > 0 && TryRead(text.AsSpan(i), bytes[..length]) && Rune.DecodeFromUtf8(bytes[..length], out var rune, out _) == System.Buffers.OperationStatus.Done)
            {
                mended.Append(rune.ToString());
                count++;
                i += length;
            }
            else
            {
                mended.Append(text[i++]);
            }
        }
        return count == 0 ? (text, 0) : (mended.ToString(), count);
    }

    // Of the leads of two bytes only those of Latin-1: others begin pairs that people write, as "ß»" at a quotation's end.
    private static int SequenceLength(char lead) => lead switch
    {
        'Â' or 'Ã' => 2,
        >= 'à' and <= 'ï' => 3,
        >= 'ð' and <= 'ô' => 4,
        _ => 0,
    };

    private static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length < bytes.Length)
            return false;
        bytes[0] = (byte)text[0];
        for (var i = 1; i < bytes.Length; i++)
        {
            var high = HighControls.IndexOf(text[i], StringComparison.Ordinal);
            if (high < 0 && text[i] is not (>= '\u00a0' and <= '\u00bf'))
                return false;
            bytes[i] = (byte)(high >= 0 ? 0x80 + high : text[i]);
        }
        return true;
    }
}
