using System.Globalization;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptTrainer.Data;

namespace GptTrainer.Stages;

/// <summary>The stage prepare as part of a run: its progress on the board, its results as an outcome.</summary>
internal sealed class PrepareRun : IStage
{
    public string Name => StageNames.Prepare;

    public async Task<StageOutcome> RunAsync(StageContext context, CancellationToken stop)
    {
        var stage = new PrepareStage(context.Store, progress => Show(context, progress));
        var (location, manifest) = await stage.RunAsync(context.Spec, stop);
        return new StageOutcome(
            string.Create(CultureInfo.InvariantCulture,
                $"{manifest.Train.Tokens} training and {manifest.Validation.Tokens} validation tokens of {manifest.VocabSize} kinds; the dataset lies in {context.Store.UriOf(location.DatasetFolder)}."),
            new OutputsStatus
            {
                Dataset = context.Store.UriOf(location.DatasetFolder),
                Tokenizer = context.Store.UriOf(location.TokenizerFolder),
            },
            new ResultsStatus { UnigramEntropy = manifest.UnigramEntropy });
    }

    private static void Show(StageContext context, PrepareProgress progress)
    {
        var board = context.Progress.Current;
        context.Progress.Current = board with
        {
            Step = progress.Documents,
            TotalSteps = progress.TotalDocuments,
            Tokens = progress.Tokens,
            UpdatedAt = context.Time.GetUtcNow(),
        };
    }
}
