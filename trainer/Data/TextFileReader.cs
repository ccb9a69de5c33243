using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using GptTrainer.Tokenization;

namespace GptTrainer.Data;

/// <summary>Streams one UTF-8 file as text; a byte order mark is dropped, line endings stay as they are.</summary>
internal sealed class TextFileReader(string path)
{
    private const int BlockBytes = 1 << 16;

    /// <summary>
    /// Text without white space is cut here all the same, so that memory is bounded on any file. Only a word of over a
    /// million characters gets other ids by that, and it still round-trips.
    /// </summary>
    private const int LongestChunk = 1 << 20;

    private readonly CountingDecoderFallback _fallback = new();

    public long Bytes { get; private set; }

    public long InvalidSequences => _fallback.Count;

    /// <summary>SHA-256 of the file; set when it is read to its end.</summary>
    public byte[] Sha256 { get; private set; } = [];

    /// <summary>Whether the file holds a zero byte early on, as git tells binary files from text.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<bool> IsBinaryAsync(CancellationToken cancellationToken)
    {
        await using var stream = Open();
        var head = new byte[8000];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head.AsSpan(0, length).Contains((byte)0);
    }

    /// <summary>The text; its last chunk, which may be empty, ends the document.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async IAsyncEnumerable<TextChunk> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = Open();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var decoder = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, _fallback).GetDecoder();
        var bytes = new byte[BlockBytes];
        var text = new char[2 * BlockBytes];
        var length = 0;
        var told = 0L;
        int read;
        do
        {
            read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            digest.AppendData(bytes, 0, read);
            var skip = Bytes == 0 && bytes.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            Bytes += read;
            // A decoder gives no more units than it takes bytes, and one for what it held back.
            if (text.Length - length <= BlockBytes)
                Array.Resize(ref text, 2 * text.Length);
            var carried = length;
            length += decoder.GetChars(bytes.AsSpan(skip, read - skip), text.AsSpan(length), flush: read < BlockBytes);
            var cut = read < BlockBytes ? length : CutOf(text.AsSpan(0, length), carried);
            if (cut == 0 && read == BlockBytes)
                continue;
            yield return ChunkOf(text.AsSpan(0, cut), Bytes - told, endsDocument: read < BlockBytes);
            told = Bytes;
            text.AsSpan(cut, length - cut).CopyTo(text);
            length -= cut;
        }
        while (read == BlockBytes);
        Sha256 = digest.GetHashAndReset();
    }

    // What was carried over begins at the last cut there was: only its end is news.
    private static int CutOf(ReadOnlySpan<char> text, int carried)
    {
        for (var i = text.Length - 1; i >= Math.Max(1, carried); i--)
        {
            if (Gpt2PreTokenizer.IsSafeCut(text[i - 1], text[i]))
                return i;
        }
        if (text.Length < LongestChunk)
            return 0;
        return char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length;
    }

    private static TextChunk ChunkOf(ReadOnlySpan<char> text, long bytes, bool endsDocument)
    {
        var characters = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                characters--;
        }
        return new TextChunk(text.ToString(), characters, bytes, endsDocument);
    }

    private FileStream Open() => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan | FileOptions.Asynchronous,
        BufferSize = 0,
    });
}
