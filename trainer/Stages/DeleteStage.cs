using System.Globalization;
using GptOperator.Crds.Trainer;
using GptTrainer.Storage;

namespace GptTrainer.Stages;

/// <summary>What the job stored, to nothing. Run again after any end, it goes on with what is left.</summary>
internal sealed class DeleteStage : IStage
{
    /// <summary>What other files are of no use without: checkpoints by their manifest, a model by its results.</summary>
    private static readonly string[] Markers = ["/manifest.json", "/training_results.json"];

    public string Name => StageNames.Delete;

    public async Task<StageOutcome> RunAsync(StageContext context, CancellationToken stop)
    {
        var keys = await FindAsync(context.Store, stop);
        for (var deleted = 0; deleted < keys.Count; deleted++)
        {
            await context.Store.DeleteAsync(keys[deleted], stop);
            context.Progress.Current = context.Progress.Current with { Step = deleted + 1, TotalSteps = keys.Count, UpdatedAt = context.Time.GetUtcNow() };
        }
        return new StageOutcome(string.Create(CultureInfo.InvariantCulture, $"{keys.Count} objects deleted from {context.Spec.Checkpoint.Uri}."));
    }

    /// <summary>Markers first: cut short, the deletion leaves nothing that would be taken for whole.</summary>
    private static async Task<IReadOnlyList<string>> FindAsync(IObjectStore store, CancellationToken stop)
    {
        var keys = new List<string>();
        foreach (var folder in JobObjects.Folders)
        {
            await foreach (var item in store.ListAsync($"{folder}/", stop))
                keys.Add(item.Key);
        }
        return [.. keys.Where(JobObjects.IsOfJob).OrderByDescending(key => Markers.Any(marker => key.EndsWith(marker, StringComparison.Ordinal)))];
    }
}
