using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptTrainer.Checkpoints;
using GptTrainer.Reporting;
using GptTrainer.Stages;

namespace GptTrainer.Training;

/// <summary>The steps from the newest checkpoint to the last, with validation and checkpoints on the way.</summary>
internal sealed partial class PretrainLoop
{
    private const int StepsPerCollection = 128;
    private readonly StageContext context;
    private readonly PretrainPlan plan;
    private readonly Pretraining pretraining;
    private readonly Validation validation;
    private readonly CheckpointStore checkpoints;
    private readonly CheckpointWriter writer;
    private readonly TrainingReporter reporter;
    private readonly ILogger logger;
    private double? loss;
    private double? validationLoss;
    private long savedStep;

    public PretrainLoop(StageContext context, PretrainPlan plan, Pretraining pretraining, Validation validation, CheckpointStore checkpoints)
    {
        (this.context, this.plan, this.pretraining) = (context, plan, pretraining);
        (this.validation, this.checkpoints) = (validation, checkpoints);
        logger = context.Logs.CreateLogger<PretrainLoop>();
        writer = new CheckpointWriter(checkpoints, new CheckpointSnapshot(pretraining.Parameters), context.Spec.Checkpoint.KeepLast, context.Time, logger);
        reporter = new TrainingReporter(context.Progress, context.Metrics, context.Time, logger, plan.Options.Steps, pretraining.TokensPerStep);
    }

    /// <summary>Goes back to the newest whole checkpoint, if there is one.</summary>
    public async Task ResumeAsync(CancellationToken stop)
    {
        var reader = new CheckpointReader(checkpoints, context.Spec.Checkpoint.Uri);
        if (await reader.ResumeAsync(pretraining, plan.Hash, context.CacheFolder, stop) is { } state)
        {
            (loss, validationLoss, savedStep) = (state.Loss, state.ValidationLoss, state.Step);
            writer.Newest = new CheckpointReference { Step = state.Step, Uri = checkpoints.UriOf(state.Step) };
            LogResumed(logger, checkpoints.UriOf(state.Step), state.Step);
        }
        reporter.Begin(pretraining.Step, loss, validationLoss, writer.Newest);
    }

    /// <summary>Trains to the last step and stores a checkpoint of it.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; a checkpoint of the last finished step is stored.</exception>
    /// <exception cref="JobException">The loss is no number any more.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (pretraining.Step < plan.Options.Steps && !stop.IsCancellationRequested)
        {
            RunStep();
            // A step leaves kilobytes of short-lived wrappers. Left alone they pile up to the collector's budget, tens of
            // megabytes that look like a leak; this costs well under a millisecond.
            if (pretraining.Step % StepsPerCollection == 0) GC.Collect(0);
            writer.ThrowIfFailed();
            if (IsDue(context.Spec.Pretraining.Validation.Every)) Validate();
            if (IsDue(context.Spec.Checkpoint.Every)) await SaveAsync();
        }
        if (savedStep != pretraining.Step) await SaveAsync();
        await writer.FlushAsync();
        reporter.Checkpointed(writer.Newest);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Measures the trained model on the whole validation split.</summary>
    public double ValidateWhole()
    {
        var whole = validation.Whole();
        reporter.Validated(whole);
        return whole;
    }

    private void RunStep()
    {
        var started = context.Time.GetTimestamp();
        var result = pretraining.RunStep();
        if (result.Diverged)
        {
            throw new JobException($"Training diverged at step {pretraining.Step + 1}: the loss is {result.Loss} and the gradient norm {result.GradientNorm}; "
                + "lower spec.pretraining.optimizer.learningRate or lengthen schedule.warmupSteps.", TrainerExitCode.Diverged);
        }
        loss = result.Loss;
        reporter.Step(pretraining.Step, result, context.Time.GetElapsedTime(started), writer.Newest);
    }

    private void Validate() => reporter.Validated((validationLoss = validation.Sample(context.Spec.Pretraining.Validation.Batches)).Value);

    // The last step has its own checkpoint and a measurement of the whole split.
    private bool IsDue(int every) => every > 0 && pretraining.Step % every == 0 && pretraining.Step < plan.Options.Steps;

    private async Task SaveAsync()
    {
        savedStep = pretraining.Step;
        // Not cancelled by a stop: this checkpoint is what the grace period is for.
        await writer.BeginAsync(pretraining, StateNow(), CancellationToken.None);
    }

    private TrainingState StateNow() => new()
    {
        Step = pretraining.Step,
        Configuration = plan.Hash,
        Seed = plan.Options.Seed,
        NextBatch = pretraining.Step * plan.Options.AccumulationSteps,
        Tokens = pretraining.Step * pretraining.TokensPerStep,
        Loss = loss,
        ValidationLoss = validationLoss,
    };

    [LoggerMessage(1, LogLevel.Information, "Resuming from {Uri} at step {Step}.")]
    private static partial void LogResumed(ILogger logger, string uri, long step);
}
