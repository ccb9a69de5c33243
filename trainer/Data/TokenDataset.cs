using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptTrainer.Storage;

namespace GptTrainer.Data;

/// <summary>A prepared dataset, memory-mapped. Reading is safe from several threads.</summary>
internal sealed class TokenDataset : IDisposable
{
    /// <summary>Name of the manifest in a dataset's folder.</summary>
    public const string ManifestFile = "dataset.json";

    private readonly ShardSequence _train;
    private readonly ShardSequence _validation;

    private TokenDataset(DatasetManifest manifest, ShardSequence train, ShardSequence validation)
    {
        Manifest = manifest;
        _train = train;
        _validation = validation;
    }

    public DatasetManifest Manifest { get; }

    public long TrainTokens => Manifest.Train.Tokens;

    public long ValidationTokens => Manifest.Validation.Tokens;

    public int VocabSize => Manifest.VocabSize;

    /// <inheritdoc cref="DatasetManifest.UnigramEntropy"/>
    public double UnigramEntropy => Manifest.UnigramEntropy;

    /// <summary>Opens a dataset; shards of a remote store are first copied to <paramref name="cacheFolder"/>.</summary>
    /// <exception cref="InvalidDataException">The dataset is damaged.</exception>
    public static async Task<TokenDataset> OpenAsync(
        IObjectStore store, DatasetLocation location, string cacheFolder, CancellationToken cancellationToken)
    {
        var manifest = await ReadManifestAsync(store, location.DatasetFolder, cancellationToken)
            ?? throw new InvalidDataException($"{store.UriOf($"{location.DatasetFolder}/{ManifestFile}")} does not exist; prepare the data again.");
        var train = await OpenAsync(manifest.Train);
        try
        {
            return new TokenDataset(manifest, train, await OpenAsync(manifest.Validation));
        }
        catch
        {
            train.Dispose();
            throw;
        }

        async Task<ShardSequence> OpenAsync(DatasetSplit split)
        {
            var shards = new List<TokenShard>();
            try
            {
                foreach (var shard in split.Shards)
                {
                    var path = await store.FetchAsync($"{location.DatasetFolder}/{shard.File}", cacheFolder, cancellationToken);
                    shards.Add(new TokenShard(path, shard.Tokens, manifest.TokenBytes));
                }
                return new ShardSequence(shards);
            }
            catch
            {
                shards.ForEach(shard => shard.Dispose());
                throw;
            }
        }
    }

    /// <summary>The manifest of a whole dataset; null where there is none or where an older trainer wrote it.</summary>
    public static async Task<DatasetManifest?> ReadManifestAsync(IObjectStore store, string folder, CancellationToken cancellationToken)
    {
        var key = $"{folder}/{ManifestFile}";
        await using var stream = await store.OpenReadAsync(key, cancellationToken);
        if (stream is null)
            return null;
        try
        {
            var manifest = await JsonSerializer.DeserializeAsync<DatasetManifest>(stream, ContractJson.Options, cancellationToken);
            return manifest?.Format == DatasetManifest.CurrentFormat ? manifest : null;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{store.UriOf(key)} is damaged; remove its folder and prepare the data again.", exception);
        }
    }

    /// <summary>Copies training ids; position 0 is the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ids would go beyond the split's end.</exception>
    public void ReadTrain(long position, Span<long> destination) => _train.Read(position, destination);

    /// <summary>Copies validation ids; position 0 is the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ids would go beyond the split's end.</exception>
    public void ReadValidation(long position, Span<long> destination) => _validation.Read(position, destination);

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
    }
}
