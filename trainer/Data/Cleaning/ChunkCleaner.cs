using System.Runtime.CompilerServices;
using System.Text;
using GptTrainer.Tokenization;

namespace GptTrainer.Data.Cleaning;

/// <summary>Cleans a stream of chunks; what a chunk's last line may go on with is held back until the next.</summary>
internal sealed class ChunkCleaner(TextCleaner cleaner)
{
    /// <summary>A line of more than that is cut all the same, between words, so that memory is bounded.</summary>
    private const int LongestLine = 1 << 20;

    /// <summary>The chunks cleaned, as many documents as before.</summary>
    public async IAsyncEnumerable<TextChunk> CleanAsync(
        IAsyncEnumerable<TextChunk> chunks, CleaningTally tally, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = new StringBuilder();
        var bytes = 0L;
        await foreach (var chunk in chunks.WithCancellation(cancellationToken))
        {
            held.Append(chunk.Text);
            bytes += chunk.Bytes;
            // Only the news can hold a line's end, unless what is held is too long.
            var mayCut = chunk.Text.Contains('\n') || held.Length > LongestLine;
            if (!chunk.EndsDocument && !mayCut)
                continue;
            var text = held.ToString();
            var cut = chunk.EndsDocument ? text.Length : CutOf(text);
            if (cut == 0 && !chunk.EndsDocument)
                continue;
            held.Clear().Append(text, cut, text.Length - cut);
            var cleaned = cleaner.Clean(text[..cut], tally);
            yield return new TextChunk(cleaned, CharactersOf(cleaned), bytes, chunk.EndsDocument);
            bytes = 0;
        }
    }

    private static int CutOf(string text)
    {
        var word = 0;
        for (var i = text.Length - 1; i > 0; i--)
        {
            if (!Gpt2PreTokenizer.IsSafeCut(text[i - 1], text[i]))
                continue;
            if (text[i] is '\n' or '\r')
                return i;
            word = word == 0 ? i : word;
        }
        return text.Length <= LongestLine ? 0 : word > 0 ? word : text.Length - (char.IsHighSurrogate(text[^1]) ? 1 : 0);
    }

    private static long CharactersOf(string text)
    {
        var characters = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                characters--;
        }
        return characters;
    }
}
