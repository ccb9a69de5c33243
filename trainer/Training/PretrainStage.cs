using System.Globalization;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptTrainer.Checkpoints;
using GptTrainer.Data;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Reporting;
using GptTrainer.Stages;
using GptTrainer.Tokenization;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>Initial weights to a trained model.</summary>
internal sealed partial class PretrainStage : IStage
{
    public string Name => StageNames.Pretrain;

    public async Task<StageOutcome> RunAsync(StageContext context, CancellationToken stop)
    {
        // Before any data is fetched: a job that asks for what there is not has nothing to wait for.
        var target = TrainingDevice.Of(context.Spec, TrainingDevice.Gpu, Environment.GetEnvironmentVariable);
        var location = await DatasetLocator.FindAsync(context.Spec, context.Store, stop);
        using var dataset = await TokenDataset.OpenAsync(context.Store, location, context.CacheFolder, stop);
        var tokenizer = await TokenizerFiles.LoadAsync(context.Store, location.TokenizerFolder, stop)
            ?? throw new InvalidDataException($"{context.Store.UriOf(location.TokenizerFolder)} has no tokenizer; run the stage {StageNames.Prepare} again.");
        var plan = PretrainPlan.Of(context.Spec, location, dataset.VocabSize);
        CheckLength(dataset, plan.Config.ContextLength);
        if (plan.Options.DocumentMasks && tokenizer.EndOfTextId is null)
            throw new JobException("spec.pretraining.documentMasks is true, but the tokenizer has no end-of-text token to divide documents by; set it to false or use type byteBpe.");
        var export = new ModelExport(context.Store, plan);
        if (await export.FindAsync(stop) is { } finished) return Completed(context, plan, finished);
        var results = await TrainAsync(context, plan, dataset, tokenizer, export, target, stop);
        return Completed(context, plan, results);
    }

    private async Task<ResultsStatus> TrainAsync(
        StageContext context, PretrainPlan plan, TokenDataset dataset, ITokenizer tokenizer, ModelExport export, TorchTarget? target, CancellationToken stop)
    {
        var logger = context.Logs.CreateLogger<PretrainStage>();
        var checkpoints = new CheckpointStore(context.Store, Name, logger);
        await checkpoints.EnsureWritableAsync(stop);
        var threads = Environment.ProcessorCount;
        set_num_threads(threads);
        var (precision, deterministic) = (context.Spec.Pretraining.Precision, context.Spec.Pretraining.Deterministic);
        if (target is not null) TrainingDevice.Configure(precision, deterministic);
        using var pretraining = new Pretraining(plan.Config, plan.Options, DatasetSplitSource.Train(dataset), threads, MicroBatchOf(context, plan, target), tokenizer.EndOfTextId, target);
        if (target is not null && context.Spec.Pretraining.MicroBatch is { Sequences: null }) pretraining.FitMicroBatch();
        var validation = new Validation(pretraining.Engine, DatasetSplitSource.Validation(dataset), pretraining.MicroBatch, plan.Config.ContextLength, context.Progress.Work);
        LogModel(logger, GptParameters.Count(plan.Config), dataset.TrainTokens, dataset.ValidationTokens, threads, target?.Device.ToString() ?? "cpu", pretraining.Model.Arithmetic, pretraining.MicroBatch);

        var loop = new PretrainLoop(context, plan, pretraining, validation, checkpoints, TrainingDevice.PeakFlops(target, precision));
        await loop.ResumeAsync(stop);
        await loop.RunAsync(stop);

        pretraining.UseAverage();
        var results = new ResultsStatus
        {
            ValidationLoss = loop.ValidateWhole(),
            UnigramEntropy = dataset.UnigramEntropy,
            Parameters = GptParameters.Count(plan.Config),
            Sample = TrainingSample.Write(pretraining.Model, tokenizer, plan.Options.Seed),
        };
        stop.ThrowIfCancellationRequested();
        await export.WriteAsync(pretraining.Parameters, tokenizer, results, stop);
        return results;
    }

    private static int? MicroBatchOf(StageContext context, PretrainPlan plan, TorchTarget? target)
    {
        if (context.Spec.Pretraining.MicroBatch is not { } wanted) return null;
        if (wanted.Sequences is { } sequences) return sequences;
        // On a GPU it is tried out, once the weights are there.
        if (target is not null) return null;
        // Weights, gradients, both moments and a checkpoint's copies come first.
        var parameters = GptParameters.Count(plan.Config) * sizeof(float) * 8;
        return MicroBatchSize.Fit(plan.Config, plan.Options.Engine, plan.Options.BatchSize, MicroBatchSize.AvailableBytes() - parameters);
    }

    private StageOutcome Completed(StageContext context, PretrainPlan plan, ResultsStatus results)
    {
        context.Progress.Current = context.Progress.Current with
        {
            Step = plan.Options.Steps,
            TotalSteps = plan.Options.Steps,
            Tokens = (long)plan.Options.Steps * plan.Options.AccumulationSteps * plan.Options.BatchSize * plan.Config.ContextLength,
            ValidationLoss = results.ValidationLoss,
            SecondsRemaining = 0,
            UpdatedAt = context.Time.GetUtcNow(),
        };
        var outputs = new OutputsStatus
        {
            Checkpoints = context.Store.UriOf($"{StoreLayout.Checkpoints}/{Name}"),
            Model = context.Store.UriOf(StoreLayout.Model),
        };
        return new StageOutcome(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Options.Steps} steps; validation loss {results.ValidationLoss:F4}, unigram entropy {results.UnigramEntropy:F4} nats a token; the model lies in {outputs.Model}."),
            outputs, results);
    }

    private static void CheckLength(TokenDataset dataset, int contextLength)
    {
        if (dataset.TrainTokens <= contextLength)
            throw new DataException($"spec.model.contextLength is {contextLength}, but spec.data gives only {dataset.TrainTokens} training tokens; add text or lower it below that.");
        if (dataset.ValidationTokens < 2)
            throw new DataException($"spec.data leaves {dataset.ValidationTokens} tokens for validation, and at least 2 are needed; add text or raise the validation share.");
    }

    [LoggerMessage(1, LogLevel.Information, "Training {Parameters} parameters on {TrainTokens} tokens ({ValidationTokens} for validation) on {Device}, with {Threads} threads, in {Arithmetic}, {MicroBatch} sequences at once.")]
    private static partial void LogModel(ILogger logger, long parameters, long trainTokens, long validationTokens, int threads, string device, ScalarType arithmetic, int microBatch);
}
