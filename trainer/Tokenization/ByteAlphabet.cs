using System.Text;

namespace GptTrainer.Tokenization;

/// <summary>
/// GPT-2's way of writing bytes as visible characters: printable Latin-1 stands for itself, the other 68 bytes for
/// U+0100 and on. vocab.json and merges.txt are written in it.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes =
        Characters.Select((character, value) => (character, value)).ToDictionary(pair => pair.character, pair => (byte)pair.value);

    /// <summary>All 256 bytes in the order of their characters, which is the order of their ids.</summary>
    public static IReadOnlyList<byte> InIdOrder { get; } =
        [.. Enumerable.Range(0, 256).Select(value => (byte)value).OrderBy(value => Characters[value])];

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
            text.Append(Characters[value]);
        return text.ToString();
    }

    /// <exception cref="FormatException">A character that stands for no byte.</exception>
    public static byte[] Read(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(text[i], out bytes[i]))
                throw new FormatException($"'{text[i]}' stands for no byte in the byte-level alphabet.");
        }
        return bytes;
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = (char)256;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            characters[value] = printable ? (char)value : next++;
        }
        return characters;
    }
}
