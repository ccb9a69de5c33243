using GptOperator.Crds.Presets;
using GptOperator.Crds.Spec;
using GptTrainer.Data.Cleaning;
using GptTrainer.Storage;
using GptTrainer.Tokenization;

namespace GptTrainer.Data;

/// <summary>
/// The stage prepare: sources to a tokenizer and packed shards. Both are named by the hash of what made them, so that
/// the same text gives the same files and is not worked on twice, and changed text never mixes with old.
/// </summary>
internal sealed class PrepareStage(IObjectStore store, Action<PrepareProgress> report)
{
    /// <summary>Where fetched sources and shards in the making are kept while the stage runs.</summary>
    public string ScratchParent { get; init; } = Path.GetTempPath();

    /// <inheritdoc cref="Downloader(TimeSpan, Action)"/>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="DatasetWriter.ShardTokens"/>
    public long ShardTokens { get; init; } = DatasetWriter.DefaultShardTokens;

    /// <exception cref="DataException">The job's data cannot be used.</exception>
    /// <exception cref="StorageException">The store cannot be used.</exception>
    public async Task<PrepareResult> RunAsync(GptTrainingJobSpec spec, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(ScratchParent, $"gpt-trainer-{Guid.NewGuid():N}")).FullName;
        try
        {
            var result = await RunAsync(spec, scratch, cancellationToken);
            RequireFullSequence(spec, result.Manifest);
            if (await DatasetLocator.TryFindAsync(spec, store, cancellationToken) != result.Location)
                await DatasetLocator.SaveAsync(spec, result.Location, store, cancellationToken);
            return result;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<PrepareResult> RunAsync(GptTrainingJobSpec spec, string scratch, CancellationToken cancellationToken)
    {
        var files = await ResolveAsync(spec.Data, scratch, cancellationToken);
        var progress = new ProgressMeter(files.Sum(source => source.TotalBytes), report);
        var corpus = await MeasureAsync(spec, files, progress, cancellationToken);
        var location = Locate(spec, corpus);
        var manifest = await TokenDataset.ReadManifestAsync(store, location.DatasetFolder, cancellationToken)
            ?? await MakeAsync(spec, corpus, location, scratch, progress, cancellationToken);
        progress.Finish(manifest);
        return new PrepareResult(location, manifest);
    }

    private async Task<DatasetManifest> MakeAsync(
        GptTrainingJobSpec spec, IReadOnlyList<CorpusSource> corpus, DatasetLocation location, string scratch, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.StartPass(share: 0.3);
        var tokenizer = await TokenizerFiles.LoadAsync(store, location.TokenizerFolder, cancellationToken);
        if (tokenizer is null)
        {
            tokenizer = await TokenizerMaker.MakeAsync(spec.Tokenizer, corpus, progress, cancellationToken);
            await TokenizerFiles.SaveAsync(store, location.TokenizerFolder, tokenizer, cancellationToken);
        }
        progress.StartPass(share: 0.6);
        var writer = new DatasetWriter(tokenizer, store, location, scratch, progress) { ShardTokens = ShardTokens };
        return await writer.WriteAsync(corpus, cancellationToken);
    }

    private async Task<IReadOnlyList<SourceFiles>> ResolveAsync(DataSpec data, string scratch, CancellationToken cancellationToken)
    {
        using var downloader = new Downloader(FirstRetryDelay, () => report(PrepareProgress.None));
        var resolver = new SourceResolver(downloader, scratch);
        var files = new List<SourceFiles>();
        foreach (var (index, source) in data.Sources.Index())
            files.Add(await resolver.ResolveAsync(new SourceField(source, index), cancellationToken));
        return files;
    }

    private static async Task<IReadOnlyList<CorpusSource>> MeasureAsync(
        GptTrainingJobSpec spec, IReadOnlyList<SourceFiles> files, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.StartPass(share: 0.1);
        var joinByNewline = TokenizerMaker.SpecialTokensOf(spec.Tokenizer).Count == 0;
        var cleaner = spec.Data.Cleaning is { } cleaning ? new ChunkCleaner(new TextCleaner(cleaning)) : null;
        var corpus = new List<CorpusSource>();
        foreach (var source in files)
            corpus.Add(await CorpusSource.MeasureAsync(source, joinByNewline, spec.Data.Validation.Fraction, cleaner, progress, cancellationToken));
        progress.Count(corpus.Sum(source => source.Measure.Documents));
        return corpus;
    }

    private static DatasetLocation Locate(GptTrainingJobSpec spec, IReadOnlyList<CorpusSource> corpus)
    {
        var texts = corpus.Select(source => new { source.Field.Source.Name, source.Measure }).ToList();
        // Nothing of cleaning where there is none, so that datasets from before it existed keep their names.
        var cleaning = spec.Data.Cleaning is { } rules ? new { TextCleaner.Version, Rules = rules } : null;
        var inputs = new { DatasetManifest.CurrentFormat, spec.Tokenizer, spec.Data.Validation.Fraction, Cleaning = cleaning };
        var tokenizer = ContentHash.Of(new { inputs, Texts = texts.Select(text => text.Measure.Sha256) });
        return new DatasetLocation(ContentHash.Of(new { inputs, tokenizer, texts }), tokenizer);
    }

    private static void RequireFullSequence(GptTrainingJobSpec spec, DatasetManifest manifest)
    {
        var context = ModelPresets.Resolve(spec.Model).ContextLength;
        if (manifest.Train.Tokens <= context)
            throw new DataException($"spec.data.sources give {manifest.Train.Tokens} training tokens, too few for one sequence of spec.model.contextLength {context} and the token after it; add text, or set spec.model.contextLength to less than {manifest.Train.Tokens}.");
        if (manifest.Validation.Tokens <= context)
            throw new DataException($"spec.data.validation.fraction {spec.Data.Validation.Fraction} holds back {manifest.Validation.Tokens} tokens, too few for one sequence of spec.model.contextLength {context} and the token after it; add text, raise the fraction, or lower spec.model.contextLength.");
    }
}
