using GptOperator.Crds.Spec;
using GptTrainer.Data;
using GptTrainer.Storage;
using GptTrainer.Tokenization;

namespace GptTrainer.Tests.Data;

/// <summary>A folder with sources and a store, and jobs over them.</summary>
internal sealed class PrepareFixture : IDisposable
{
    public const string Words = "the cat sat on the mat, and the dog sat on the log; then they went home.\n";

    public TemporaryFolder Sources { get; } = new();

    public TemporaryFolder Root { get; } = new();

    public IObjectStore Store => ObjectStores.Open(Root.Path);

    public List<PrepareProgress> Progress { get; } = [];

    public static TokenizerSpec Characters { get; } = new() { Type = TokenizerType.Character };

    public string Write(string name, string text) => Sources.Write(name, text);

    public GptTrainingJobSpec Job(TokenizerSpec tokenizer, params string[] uris) => new()
    {
        Model = new ModelSpec { ContextLength = 4 },
        Tokenizer = tokenizer,
        Data = new DataSpec { Sources = [.. uris.Select((uri, index) => new DataSource { Name = $"source-{index}", Uri = uri })] },
        Checkpoint = new CheckpointSpec { Uri = Root.Path },
    };

    public Task<PrepareResult> PrepareAsync(GptTrainingJobSpec spec, IObjectStore? store = null, long shardTokens = 1000) =>
        new PrepareStage(store ?? Store, Progress.Add) { FirstRetryDelay = TimeSpan.FromMilliseconds(1), ShardTokens = shardTokens, ScratchParent = Sources.Path }
            .RunAsync(spec, default);

    /// <summary>The text that the ids of both splits spell.</summary>
    public async Task<(string Train, string Validation)> DecodeAsync(DatasetLocation location)
    {
        var tokenizer = await TokenizerFiles.LoadAsync(Store, location.TokenizerFolder, default);
        using var dataset = await TokenDataset.OpenAsync(Store, location, Path.Combine(Sources.Path, ".cache"), default);
        var train = new long[dataset.TrainTokens];
        var validation = new long[dataset.ValidationTokens];
        dataset.ReadTrain(0, train);
        dataset.ReadValidation(0, validation);
        return (tokenizer!.Decode(train.Select(id => (int)id)), tokenizer.Decode(validation.Select(id => (int)id)));
    }

    public void Dispose()
    {
        Sources.Dispose();
        Root.Dispose();
    }
}
