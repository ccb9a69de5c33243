using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Storage;

namespace GptTrainer.Data;

/// <summary>
/// Leads from a job's data and tokenizer blocks to what they became, so that the stages after prepare need not read
/// the sources: <c>dataset/{hash of the blocks}.json</c>.
/// </summary>
internal static class DatasetLocator
{
    /// <summary>Where the job's data was put.</summary>
    /// <exception cref="DataException">The job's data was not prepared.</exception>
    public static async Task<DatasetLocation> FindAsync(GptTrainingJobSpec spec, IObjectStore store, CancellationToken cancellationToken) =>
        await TryFindAsync(spec, store, cancellationToken)
        ?? throw new DataException($"spec.checkpoint.uri '{spec.Checkpoint.Uri}' has no dataset for this spec.data and spec.tokenizer; run the stage {StageNames.Prepare} first.");

    /// <summary>Where the job's data was put; null when it was not prepared.</summary>
    public static async Task<DatasetLocation?> TryFindAsync(GptTrainingJobSpec spec, IObjectStore store, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(KeyOf(spec), cancellationToken);
        return stream is null ? null : await JsonSerializer.DeserializeAsync<DatasetLocation>(stream, ContractJson.Options, cancellationToken);
    }

    /// <summary>Notes where the job's data was put.</summary>
    public static Task SaveAsync(GptTrainingJobSpec spec, DatasetLocation location, IObjectStore store, CancellationToken cancellationToken) =>
        store.WriteAsync(KeyOf(spec), (stream, ct) => JsonSerializer.SerializeAsync(stream, new { location.Dataset, location.Tokenizer }, ContractJson.Indented, ct), cancellationToken);

    private static string KeyOf(GptTrainingJobSpec spec) =>
        $"{StoreLayout.Dataset}/{ContentHash.Of(new { spec.Data, spec.Tokenizer })}.json";
}
