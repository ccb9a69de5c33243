using System.Text;
using CsCheck;
using GptTrainer.Data;
using GptTrainer.Tests.Tokenization;

namespace GptTrainer.Tests.Data;

public sealed class TextFileReaderTests : IDisposable
{
    private static readonly Gen<string> LongText = Gen.OneOf(Gen.String[0, 10], Gen.Const("word "), Gen.Const("東京 "), Gen.Const("😀"))
        .Array[0, 60].Select(parts => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(parts))))
        .Select(Gen.Int[1, 3000], (text, times) => text.Length == 0 ? "" : string.Concat(Enumerable.Repeat(text, Math.Min(times, 90_000 / text.Length + 1))));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chunks_are_the_text_cut_where_words_end() => LongText.Sample(text =>
    {
        var (chunks, file) = Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, string.Concat(chunks.Select(chunk => chunk.Text)).Insert(0, text.StartsWith('\uFEFF') ? "\uFEFF" : ""));
        Assert.Equal(chunks.Sum(chunk => chunk.Text.EnumerateRunes().Count()), chunks.Sum(chunk => chunk.Characters));
        Assert.Equal(new FileInfo(file).Length, chunks.Sum(chunk => chunk.Bytes));
        Assert.Single(chunks, chunk => chunk.EndsDocument);
        Assert.True(chunks[^1].EndsDocument);
        Assert.Equal(
            Gpt2PreTokenizerTests.WordsOf(text.TrimStart('\uFEFF')),
            chunks.SelectMany(chunk => Gpt2PreTokenizerTests.WordsOf(chunk.Text)));
    }, iter: 25, threads: 1);

    [Fact]
    public void A_text_without_white_space_is_read_in_bounded_pieces()
    {
        var text = string.Concat(Enumerable.Repeat("x😀", 1_500_000));

        var (chunks, _) = Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, string.Concat(chunks.Select(chunk => chunk.Text)));
        Assert.All(chunks, chunk => Assert.InRange(chunk.Text.Length, 1, 1_200_000));
        Assert.Equal(3_000_000, chunks.Sum(chunk => chunk.Characters));
    }

    [Fact]
    public async Task Ill_formed_bytes_are_replaced_and_counted()
    {
        byte[] bytes = [.. "\uFEFFa\r\n"u8, 0xFF, (byte)'b', 0xE6, 0x9D, (byte)'c', .. "\uFFFD"u8, 0xF0, 0x9F];
        var reader = new TextFileReader(_folder.Write("bad", bytes));

        var text = new StringBuilder();
        await foreach (var chunk in reader.ReadAsync(default))
            text.Append(chunk.Text);

        Assert.Equal("a\r\n\uFFFDb\uFFFDc\uFFFD\uFFFD", text.ToString());
        Assert.Equal(3, reader.InvalidSequences);
        Assert.Equal(bytes.Length, reader.Bytes);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(bytes), reader.Sha256);
    }

    private (List<TextChunk> Chunks, string File) Read(byte[] bytes)
    {
        var path = _folder.Write("text", bytes);
        return (new TextFileReader(path).ReadAsync(default).ToBlockingEnumerable().ToList(), path);
    }
}
