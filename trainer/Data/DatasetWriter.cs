using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptTrainer.Storage;
using GptTrainer.Tokenization;

namespace GptTrainer.Data;

/// <summary>Encodes the corpus into a dataset's folder, on as many threads as there are processors.</summary>
internal sealed class DatasetWriter(
    ITokenizer tokenizer, IObjectStore store, DatasetLocation location, string scratch, ProgressMeter progress)
{
    /// <summary>256 Mi ids: files that any store takes and a pod's disk can cache a few of.</summary>
    public const long DefaultShardTokens = 1 << 28;

    private const int TextsAtOnce = 64;

    /// <summary>Ids in one shard at most.</summary>
    public long ShardTokens { get; init; } = DefaultShardTokens;

    /// <summary>Writes shards, and the manifest last.</summary>
    public async Task<DatasetManifest> WriteAsync(IReadOnlyList<CorpusSource> corpus, CancellationToken cancellationToken)
    {
        await using var train = WriterOf("train");
        await using var validation = WriterOf("validation");
        var sources = new List<SourceStatistics>();
        foreach (var source in corpus)
            sources.Add(await WriteAsync(source, train, validation, cancellationToken));
        var manifest = new DatasetManifest
        {
            Tokenizer = location.Tokenizer,
            VocabSize = tokenizer.VocabSize,
            TokenBytes = train.TokenBytes,
            UnigramEntropy = Unigram.CrossEntropy(train.Counts, validation.Counts),
            Train = await train.FinishAsync(cancellationToken),
            Validation = await validation.FinishAsync(cancellationToken),
            Sources = sources,
        };
        await store.WriteAsync($"{location.DatasetFolder}/{TokenDataset.ManifestFile}",
            (stream, ct) => JsonSerializer.SerializeAsync(stream, manifest, ContractJson.Indented, ct), cancellationToken);
        return manifest;
    }

    private ShardWriter WriterOf(string split) =>
        new(split, tokenizer.VocabSize, ShardTokens, store, location.DatasetFolder, scratch);

    private async Task<SourceStatistics> WriteAsync(
        CorpusSource source, ShardWriter train, ShardWriter validation, CancellationToken cancellationToken)
    {
        var (trainBefore, validationBefore) = (train.Tokens, validation.Tokens);
        var texts = new List<CorpusText>();
        await foreach (var text in source.ReadAsync(cancellationToken))
        {
            texts.Add(text);
            if (texts.Count == TextsAtOnce)
                await EncodeAsync();
        }
        await EncodeAsync();
        return new SourceStatistics
        {
            Name = source.Field.Source.Name,
            Documents = source.Measure.Documents,
            Bytes = source.Measure.Bytes,
            Characters = source.Characters,
            InvalidSequences = source.Measure.InvalidSequences,
            SkippedBinaryFiles = source.Measure.BinaryFiles,
            SkippedEmptyFiles = source.Measure.EmptyFiles,
            Cleaned = source.Cleaned,
            TrainTokens = train.Tokens - trainBefore,
            ValidationTokens = validation.Tokens - validationBefore,
            Sha256 = source.Measure.Sha256,
        };

        async Task EncodeAsync()
        {
            var ids = new List<int>[texts.Count];
            Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = cancellationToken }, index => ids[index] = Encode(texts[index]));
            for (var i = 0; i < ids.Length; i++)
            {
                await (texts[i].IsValidation ? validation : train).WriteAsync(ids[i], cancellationToken);
                progress.Read(texts[i].Bytes);
                progress.Written(texts[i].EndsDocument ? 1 : 0, texts[i].Bytes, ids[i].Count);
            }
            texts.Clear();
        }
    }

    private List<int> Encode(CorpusText text)
    {
        var ids = new List<int>(text.Text.Length);
        tokenizer.Encode(text.Text, ids);
        if (text.EndsDocument && tokenizer.EndOfTextId is { } end)
            ids.Add(end);
        return ids;
    }
}
