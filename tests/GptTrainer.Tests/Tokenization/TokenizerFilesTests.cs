using System.Text.Json;
using GptTrainer.Storage;
using GptTrainer.Tokenization;

namespace GptTrainer.Tests.Tokenization;

public sealed class TokenizerFilesTests : IDisposable
{
    private const string Text = "the theme's then, \"quoted\" \\ tab\there 東 😀 the theme 's\n";

    private readonly TemporaryFolder _folder = new();

    private IObjectStore Store => ObjectStores.Open(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_saved_tokenizer_reads_back_the_same()
    {
        foreach (var tokenizer in Tokenizers())
        {
            await TokenizerFiles.SaveAsync(Store, "tokenizer/a", tokenizer, default);

            var read = await TokenizerFiles.LoadAsync(Store, "tokenizer/a", default);

            Assert.NotNull(read);
            Assert.Equal(tokenizer.VocabSize, read.VocabSize);
            Assert.Equal(tokenizer.EndOfTextId, read.EndOfTextId);
            Assert.Equal(tokenizer.Encode(Text), read.Encode(Text));
            Assert.Equal(Text, read.Decode(read.Encode(Text)));
        }
    }

    [Fact]
    public async Task The_three_files_tell_the_same_vocabulary_and_merges()
    {
        await TokenizerFiles.SaveAsync(Store, "t", BpeTests.Train(Text + Text, 262), default);

        using var tokenizer = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "t", "tokenizer.json")));
        using var vocabulary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "t", "vocab.json")));
        var model = tokenizer.RootElement.GetProperty("model");
        Assert.True(JsonElement.DeepEquals(model.GetProperty("vocab"), vocabulary.RootElement));
        var merges = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "t", "merges.txt"));
        Assert.Equal(model.GetProperty("merges").EnumerateArray().Select(merge => merge.GetString()!).Prepend("#version: 0.2"), merges);
        Assert.Equal(0, vocabulary.RootElement.GetProperty("<|endoftext|>").GetInt32());
        Assert.Equal(1, vocabulary.RootElement.GetProperty("!").GetInt32());
        Assert.Equal(256, vocabulary.RootElement.GetProperty("Ń").GetInt32());
    }

    [Fact]
    public async Task Where_there_is_no_tokenizer_none_is_loaded() =>
        Assert.Null(await TokenizerFiles.LoadAsync(Store, "nowhere", default));

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"model":{"type":"Unigram"}}""")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0,"b":2}}}""")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"ab":0}}}""")]
    [InlineData("""{"added_tokens":[],"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a c"]}}""")]
    [InlineData("""{"added_tokens":[],"model":{"type":"BPE","vocab":{"a":0,"東":1},"merges":[]}}""")]
    public async Task A_damaged_file_is_told_in_one_line(string content)
    {
        _folder.Write("t/tokenizer.json", content);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => TokenizerFiles.LoadAsync(Store, "t", default));

        Assert.Contains("t/tokenizer.json", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private static ITokenizer[] Tokenizers() =>
        [new CharacterTokenizer(Text.EnumerateRunes().Distinct().Order()), BpeTests.Train(Text + Text, 280)];
}
