using GptOperator.Crds.Spec;
using GptTrainer.Data;
using GptTrainer.Data.Cleaning;

namespace GptTrainer.Tests.Data.Cleaning;

public sealed class TextCleanerTests
{
    [Theory]
    [InlineData("CafÃ© â€“ itâ€™s", "Café – it’s")]
    [InlineData("«groß» Ãôô Â café ©", "«groß» Ãôô Â café ©")]
    [InlineData("a\0b\u0085c\ufeffd\te\r\n", "abcd\te\r\n")]
    public void Broken_characters_are_mended(string text, string expected) =>
        Assert.Equal(expected, new TextCleaner(new CleaningSpec()).Clean(text, new CleaningTally()));

    [Fact]
    public async Task What_two_chunks_share_is_found()
    {
        var cleaner = new ChunkCleaner(new TextCleaner(new CleaningSpec { Anonymization = new AnonymizationSpec() }));
        var tally = new CleaningTally();
        var chunks = new[] { new TextChunk("one\ncall +49 30", 15, 15, false), new TextChunk(" 901820\nend", 11, 11, true) };

        var cleaned = await cleaner.CleanAsync(chunks.ToAsyncEnumerable(), tally, default).ToListAsync();

        Assert.Equal("one\ncall <PHONE>\nend", string.Concat(cleaned.Select(chunk => chunk.Text)));
        Assert.Equal(26, cleaned.Sum(chunk => chunk.Bytes));
        Assert.Equal(cleaned.Sum(chunk => chunk.Text.Length), cleaned.Sum(chunk => chunk.Characters));
        Assert.Equal(1, tally.Counts["phone"]);
    }

    [Fact]
    public async Task Prepare_cleans_counts_and_names_another_dataset()
    {
        using var fixture = new PrepareFixture();
        var line = PrepareFixture.Words + "write to jo@example.org\n";
        var job = fixture.Job(PrepareFixture.Characters, fixture.Write("a.txt", line + line));

        var plain = await fixture.PrepareAsync(job);
        var cleaned = await fixture.PrepareAsync(job with { Data = job.Data with { Cleaning = new CleaningSpec { Anonymization = new AnonymizationSpec() } } });
        var (train, validation) = await fixture.DecodeAsync(cleaned.Location);

        Assert.NotEqual(plain.Location, cleaned.Location);
        Assert.Null(plain.Manifest.Sources[0].Cleaned);
        Assert.Equal(2, cleaned.Manifest.Sources[0].Cleaned!["email"]);
        Assert.Equal((line + line).Replace("jo@example.org", "<EMAIL>"), train + validation);
    }
}
