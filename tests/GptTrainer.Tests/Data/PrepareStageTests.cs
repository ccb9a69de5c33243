using GptOperator.Crds.Spec;
using GptTrainer.Data;
using GptTrainer.Tokenization;

namespace GptTrainer.Tests.Data;

public sealed class PrepareStageTests : IDisposable
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i} {PrepareFixture.Words}"));

    private readonly PrepareFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Characters_split_as_nanogpt_splits_them()
    {
        var text = Text + "😀é東 the end";
        var characters = text.EnumerateRunes().ToList();
        var job = _fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", text));

        var result = await _fixture.PrepareAsync(job);

        var trained = (int)(characters.Count * 0.9);
        Assert.Equal(trained, result.Manifest.Train.Tokens);
        Assert.Equal(characters.Distinct().Count(), result.Manifest.VocabSize);
        Assert.Equal(
            (string.Concat(characters.Take(trained)), string.Concat(characters.Skip(trained))),
            await _fixture.DecodeAsync(result.Location));
    }

    [Fact]
    public async Task Every_document_ends_with_the_end_of_text_token_and_every_source_is_split()
    {
        _fixture.Write("folder/a.txt", "aaaaa aaaaa");
        _fixture.Write("folder/b.txt", "bbbbb bbbbb");
        var job = _fixture.Job(new TokenizerSpec(), Path.Combine(_fixture.Sources.Path, "folder"), _fixture.Write("c.txt", "ccccc ccccc ccccc"));

        var result = await _fixture.PrepareAsync(job with { Data = job.Data with { Validation = new ValidationSplitSpec { Fraction = 0.5 } } });

        Assert.Equal(
            ("aaaaa aaaaa<|endoftext|>ccccc cc", "bbbbb bbbbb<|endoftext|>ccc ccccc<|endoftext|>"),
            await _fixture.DecodeAsync(result.Location));
        Assert.Equal([2, 1], result.Manifest.Sources.Select(source => source.Documents));
        Assert.Equal(result.Manifest.Train.Tokens, result.Manifest.Sources.Sum(source => source.TrainTokens));
    }

    [Fact]
    public async Task Character_documents_are_joined_by_a_newline_where_none_is()
    {
        _fixture.Write("folder/a.txt", "aaaaa");
        _fixture.Write("folder/b.txt", "bbbbb\n");
        _fixture.Write("folder/c.txt", "ccccccccccc");

        var result = await _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, Path.Combine(_fixture.Sources.Path, "folder"))
            with
        { Model = new ModelSpec { ContextLength = 2 } });

        var (train, validation) = await _fixture.DecodeAsync(result.Location);
        Assert.Equal("aaaaa\nbbbbb\nccccccccccc", train + validation);
    }

    [Theory]
    [InlineData(TokenizerType.Character)]
    [InlineData(TokenizerType.ByteBpe)]
    public async Task A_run_that_dies_at_any_write_is_completed_to_the_same_bytes(TokenizerType type)
    {
        var job = _fixture.Job(new TokenizerSpec { Type = type }, _fixture.Write("a.txt", Text), _fixture.Write("b.txt", Text.ToUpperInvariant()));
        var undisturbed = new FaultyStore(_fixture.Store);
        await _fixture.PrepareAsync(job, undisturbed);
        var expected = _fixture.Root.Contents();
        Assert.InRange(undisturbed.Writes, 8, 30);

        for (var fatal = 0; fatal < undisturbed.Writes; fatal++)
        {
            using var root = new TemporaryFolder();
            var store = GptTrainer.Storage.ObjectStores.Open(root.Path);
            await Assert.ThrowsAsync<OperationCanceledException>(() => _fixture.PrepareAsync(job, new FaultyStore(store, fatal)));
            Assert.Null(await DatasetLocator.TryFindAsync(job, store, default));

            await _fixture.PrepareAsync(job, store);

            Assert.Equal(expected, root.Contents());
        }
    }

    [Fact]
    public async Task A_second_run_writes_nothing_and_finds_the_same()
    {
        var job = _fixture.Job(new TokenizerSpec(), _fixture.Write("a.txt", Text));
        var first = await _fixture.PrepareAsync(job);
        var store = new FaultyStore(_fixture.Store);

        var second = await _fixture.PrepareAsync(job, store);

        Assert.Equal(0, store.Writes);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal(first.Manifest.UnigramEntropy, second.Manifest.UnigramEntropy);
        Assert.Equal(first.Location, await DatasetLocator.FindAsync(job, _fixture.Store, default));
        Assert.Equal(new PrepareProgress(1, 1, Text.Length, first.Manifest.Train.Tokens + first.Manifest.Validation.Tokens, 1), _fixture.Progress[^1]);
    }

    [Fact]
    public async Task Changed_text_or_settings_make_another_dataset_and_a_moved_file_does_not()
    {
        var path = _fixture.Write("a.txt", Text);
        var job = _fixture.Job(new TokenizerSpec(), path);
        var first = await _fixture.PrepareAsync(job);

        var moved = await _fixture.PrepareAsync(_fixture.Job(new TokenizerSpec(), _fixture.Write("moved.txt", Text)));
        var smaller = await _fixture.PrepareAsync(_fixture.Job(new TokenizerSpec { VocabSize = 260 }, path));
        _fixture.Write("a.txt", Text.Replace("cat", "cow", StringComparison.Ordinal));
        var changed = await _fixture.PrepareAsync(job);

        Assert.Equal(first.Location, moved.Location);
        Assert.NotEqual(first.Location.Dataset, smaller.Location.Dataset);
        Assert.NotEqual(first.Location.Dataset, changed.Location.Dataset);
        Assert.Equal(changed.Location, await DatasetLocator.FindAsync(job, _fixture.Store, default));
    }

    [Fact]
    public async Task Progress_only_goes_forward_and_scratch_files_are_gone()
    {
        await _fixture.PrepareAsync(_fixture.Job(new TokenizerSpec(), _fixture.Write("a.txt", Text), _fixture.Write("b.txt", Text)));

        Assert.Equal(_fixture.Progress.Select(progress => progress.Fraction).Order(), _fixture.Progress.Select(progress => progress.Fraction));
        Assert.Equal((2, 2, 1.0), (_fixture.Progress[^1].Documents, _fixture.Progress[^1].TotalDocuments, _fixture.Progress[^1].Fraction));
        Assert.Empty(Directory.GetDirectories(_fixture.Sources.Path, "gpt-trainer-*"));
    }

    [Fact]
    public async Task The_unigram_entropy_is_that_of_its_definition()
    {
        // Trained on a, a, b; measured on b: p(b) = (1 + 1) / (3 + 2).
        Assert.Equal(-Math.Log(2.0 / 5), Unigram.CrossEntropy([2, 1], [0, 1]), 12);

        var result = await _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", new string('a', 100))));
        Assert.Equal(0, result.Manifest.UnigramEntropy, 12);
    }

    [Fact]
    public async Task Ids_are_read_across_shards_and_never_beyond_the_end()
    {
        var result = await _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", Text)), shardTokens: 70);
        var tokenizer = await TokenizerFiles.LoadAsync(_fixture.Store, result.Location.TokenizerFolder, default);
        using var dataset = await TokenDataset.OpenAsync(_fixture.Store, result.Location, "", default);
        var ids = new long[200];

        Assert.True(result.Manifest.Train.Shards.Count > 10);
        foreach (var position in (int[])[0, 69, 70, 333, (int)dataset.TrainTokens - 200])
        {
            dataset.ReadTrain(position, ids);
            Assert.Equal(Text.Substring(position, 200), tokenizer!.Decode(ids.Select(id => (int)id)));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadTrain(dataset.TrainTokens - 199, ids));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadTrain(-1, ids));
    }

    [Fact]
    public async Task Vocabularies_beyond_16_bits_take_4_bytes_an_id()
    {
        var many = string.Concat(Enumerable.Range(0x20, 70_000).Where(System.Text.Rune.IsValid).Select(value => new System.Text.Rune(value).ToString()));
        var result = await _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", many)), shardTokens: 1 << 20);

        Assert.Equal(4, result.Manifest.TokenBytes);
        var (train, validation) = await _fixture.DecodeAsync(result.Location);
        Assert.Equal(many, train + validation);
    }

    [Fact]
    public async Task A_damaged_shard_is_told()
    {
        var result = await _fixture.PrepareAsync(_fixture.Job(PrepareFixture.Characters, _fixture.Write("a.txt", Text)));
        await File.AppendAllTextAsync(Path.Combine(_fixture.Root.Path, result.Location.DatasetFolder, "validation-00000.bin"), "x");

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => TokenDataset.OpenAsync(_fixture.Store, result.Location, "", default));

        Assert.Contains("validation-00000.bin", fault.Message, StringComparison.Ordinal);
    }
}
