using GptOperator.Crds.Spec;
using GptTrainer.Data;

namespace GptTrainer.Tests.Data;

public sealed class BadDataTests : IDisposable
{
    private readonly PrepareFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("missing.txt", "does not exist")]
    [InlineData("missing/**/*.md", "there is no folder")]
    [InlineData("texts/*.md", "holds no file that exclude leaves in")]
    [InlineData("hidden", "holds no file that exclude leaves in")]
    [InlineData("texts/empty.txt", "is empty")]
    [InlineData("texts/binary.txt", "is not UTF-8 text")]
    [InlineData("useless", "holds no text")]
    public async Task A_path_without_text_is_told_with_field_value_and_mend(string name, string fault)
    {
        _fixture.Write("texts/good.txt", PrepareFixture.Words);
        _fixture.Write("texts/empty.txt", "");
        _fixture.Write("texts/binary.txt", "MZ\0\0");
        _fixture.Write("hidden/.git/config", "x");
        _fixture.Write("useless/empty.txt", "");
        _fixture.Write("useless/binary.bin", "\0");
        var good = Path.Combine(_fixture.Sources.Path, "texts", "good.txt");
        var bad = Path.Combine(_fixture.Sources.Path, name);

        await AssertFaultAsync(_fixture.Job(PrepareFixture.Characters, good, bad), $"spec.data.sources[1].uri '{bad}'", fault);
    }

    [Theory]
    [InlineData("s3://bucket/text", "unknown scheme")]
    [InlineData("file://text.txt", "three slashes")]
    [InlineData("http://example.com/text", "use https")]
    [InlineData("http://127.0.0.1:1/text", "cannot be reached")]
    public async Task An_address_that_cannot_be_read_is_told_with_field_value_and_mend(string uri, string fault) =>
        await AssertFaultAsync(_fixture.Job(PrepareFixture.Characters, uri), $"spec.data.sources[0].uri '{uri}'", fault);

    [Fact]
    public async Task A_text_shorter_than_the_context_is_told() => await AssertFaultAsync(
        _fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", "abcdefghij")) with { Model = new ModelSpec { ContextLength = 64 } },
        "spec.data.sources give 9 training tokens", "spec.model.contextLength 64");

    [Fact]
    public async Task A_validation_split_shorter_than_the_context_is_told() => await AssertFaultAsync(
        _fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", "abcdefghij")), "spec.data.validation.fraction 0.1 holds back 1 tokens", "raise the fraction");

    [Fact]
    public async Task A_vocabulary_larger_than_the_text_supports_is_told_with_what_it_supports()
    {
        var path = _fixture.Write("a.txt", string.Concat(Enumerable.Repeat(PrepareFixture.Words, 10)));

        await AssertFaultAsync(_fixture.Job(new TokenizerSpec { VocabSize = 5000 }, path), "spec.tokenizer.vocabSize is 5000", "no more than 2");
        // Without a wish the text decides.
        var result = await _fixture.PrepareAsync(_fixture.Job(new TokenizerSpec(), path));
        Assert.InRange(result.Manifest.VocabSize, 258, 400);
        // And what the message offers is accepted.
        await _fixture.PrepareAsync(_fixture.Job(new TokenizerSpec { VocabSize = result.Manifest.VocabSize }, path));
    }

    [Fact]
    public async Task A_vocabulary_without_room_for_bytes_and_special_tokens_is_told() => await AssertFaultAsync(
        _fixture.Job(new TokenizerSpec { VocabSize = 257, SpecialTokens = ["<a>", "<b>"] }, _fixture.Write("a.txt", PrepareFixture.Words)),
        "spec.tokenizer.vocabSize is 257", "at least 258");

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_told_as_a_passing_fault()
    {
        var path = _fixture.Write("a.txt", PrepareFixture.Words);
        var stage = new PrepareStage(_fixture.Store, progress =>
        {
            if (progress.TotalDocuments > 0)
                File.WriteAllText(path, PrepareFixture.Words.ToUpperInvariant());
        });

        var fault = await Assert.ThrowsAsync<DataException>(() => stage.RunAsync(_fixture.Job(PrepareFixture.Characters, path), default));

        Assert.Contains("changed while it was read", fault.Message, StringComparison.Ordinal);
        Assert.Equal(75, fault.ExitCode);
    }

    private async Task AssertFaultAsync(GptTrainingJobSpec job, string start, string part)
    {
        var fault = await Assert.ThrowsAsync<DataException>(() => _fixture.PrepareAsync(job));

        Assert.StartsWith(start, fault.Message, StringComparison.Ordinal);
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(65, fault.ExitCode);
    }
}
