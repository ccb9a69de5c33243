using GptOperator.Crds.Spec;
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
    private int stepsSinceCollection;
    private readonly StageContext context;
    private readonly PretrainPlan plan;
    private readonly Pretraining pretraining;
    private readonly Validation validation;
    private readonly CheckpointStore checkpoints;
    private readonly CheckpointWriter writer;
    private readonly TrainingReporter reporter;
    private readonly StepJournal journal;
    private readonly ILogger logger;
    private double? loss;
    private double? validationLoss;
    private long savedStep;
    private long skippedSteps;
    private long rewinds;

    /// <param name="context">The stage's.</param>
    /// <param name="plan">What is trained.</param>
    /// <param name="pretraining">Its state.</param>
    /// <param name="validation">Measures it.</param>
    /// <param name="checkpoints">Where it is stored.</param>
    /// <param name="peakFlops">Peak of the device's arithmetic, in operations a second; null where it is not known.</param>
    public PretrainLoop(StageContext context, PretrainPlan plan, Pretraining pretraining, Validation validation, CheckpointStore checkpoints, double? peakFlops)
    {
        (this.context, this.plan, this.pretraining) = (context, plan, pretraining);
        (this.validation, this.checkpoints) = (validation, checkpoints);
        logger = context.Logs.CreateLogger<PretrainLoop>();
        writer = new CheckpointWriter(checkpoints, new CheckpointSnapshot(pretraining), context.Spec.Checkpoint.KeepLast, context.Time, logger);
        journal = new StepJournal(StageNames.Pretrain, context.Time);
        reporter = new TrainingReporter(context.Progress, context.Metrics, journal, context.Time, logger, plan.Options.Steps, pretraining, peakFlops);
    }

    /// <summary>Goes back to the newest whole checkpoint, if there is one.</summary>
    public async Task ResumeAsync(CancellationToken stop)
    {
        if (await LoadAsync(stop) is { } state)
        {
            (skippedSteps, rewinds) = (state.SkippedSteps, state.Rewinds);
            (loss, validationLoss, savedStep) = (state.Loss, state.ValidationLoss, state.Step);
            writer.Newest = new CheckpointReference { Step = state.Step, Uri = checkpoints.UriOf(state.Step) };
            LogResumed(logger, checkpoints.UriOf(state.Step), state.Step);
        }
        reporter.Begin(pretraining.Step, loss, validationLoss, writer.Newest);
    }

    /// <summary>Trains to the last step and stores a checkpoint of it.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; a checkpoint of the last finished step is stored.</exception>
    /// <exception cref="JobException">The loss is no number any more, or leaps, and the job says that this is the end.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (pretraining.Step < plan.Options.Steps && !stop.IsCancellationRequested)
        {
            await RunStepsAsync(stop);
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

    private async Task RunStepsAsync(CancellationToken stop)
    {
        // What validation, checkpoints and loading took is no part of a step.
        pretraining.Team.Times.Take();
        var started = context.Time.GetTimestamp();
        var results = pretraining.RunSteps(StepsUntilDue());
        var duration = context.Time.GetElapsedTime(started) / results.Count;
        Collect(results.Count);
        var before = pretraining.Step - results.Count(result => result.Incident is null);
        reporter.Measured(results);
        foreach (var result in results)
        {
            if (result.Incident is { } action)
            {
                await AnswerAsync(result, action, stop);
                return;
            }
            loss = result.Loss;
            reporter.Step(++before, result, duration, writer.Newest);
        }
    }

    /// <summary>A step leaves kilobytes of short-lived wrappers. Left alone they pile up to the collector's budget, tens of
    /// megabytes that look like a leak; this costs well under a millisecond.</summary>
    private void Collect(int steps)
    {
        stepsSinceCollection += steps;
        if (stepsSinceCollection < StepsPerCollection) return;
        stepsSinceCollection = 0;
        GC.Collect(0);
    }

    private long StepsUntilDue()
    {
        int[] intervals = [context.Spec.Pretraining.Validation.Every, context.Spec.Checkpoint.Every];
        return intervals.Where(every => every > 0).Select(every => every - pretraining.Step % every)
            .Append(plan.Options.Steps - pretraining.Step).Min();
    }

    private async Task AnswerAsync(StepResult result, LossGuardAction action, CancellationToken stop)
    {
        var step = pretraining.Step + 1;
        if (action == LossGuardAction.Fail || skippedSteps + rewinds >= plan.Options.LossGuard.Limit)
        {
            throw new JobException($"Training diverged at step {step}: the loss is {result.Loss} and the gradient norm {result.GradientNorm}"
                + (action == LossGuardAction.Fail ? "; " : $", after {skippedSteps} skipped steps and {rewinds} rewinds; ")
                + "lower spec.pretraining.optimizer.learningRate or lengthen schedule.warmupSteps.", TrainerExitCode.Diverged);
        }
        if (action == LossGuardAction.Skip)
        {
            skippedSteps++;
            context.Metrics.SkippedSteps.Inc();
            LogSkipped(logger, step, result.Loss, result.GradientNorm);
            return;
        }
        rewinds++;
        context.Metrics.Rewinds.Inc();
        await RewindAsync(stop);
        LogRewound(logger, step, result.Loss, result.GradientNorm, pretraining.Step);
    }

    /// <summary>Goes back to the newest checkpoint, but not to data that were seen before.</summary>
    private async Task RewindAsync(CancellationToken stop)
    {
        var next = pretraining.NextBatch;
        await writer.FlushAsync();
        if (await LoadAsync(stop) is not { } state) pretraining.Restart();
        else (loss, validationLoss) = (state.Loss, state.ValidationLoss);
        pretraining.NextBatch = next;
        // The checkpoint of that step says to begin with the data that were just passed over.
        savedStep = -1;
        reporter.Begin(pretraining.Step, loss, validationLoss, writer.Newest);
    }

    private Task<TrainingState?> LoadAsync(CancellationToken stop) =>
        new CheckpointReader(checkpoints, context.Spec.Checkpoint.Uri).ResumeAsync(pretraining, plan.Hash, context.CacheFolder, stop);

    private void Validate() => reporter.Validated((validationLoss = validation.Sample(context.Spec.Pretraining.Validation.Batches)).Value);

    // The last step has its own checkpoint and a measurement of the whole split.
    private bool IsDue(int every) => every > 0 && pretraining.Step % every == 0 && pretraining.Step < plan.Options.Steps;

    private async Task SaveAsync()
    {
        savedStep = pretraining.Step;
        // Not cancelled by a stop: this checkpoint is what the grace period is for.
        var records = journal.Take();
        await writer.BeginAsync(StateNow(), records is null ? null : ct => records(context.Store, ct), CancellationToken.None);
    }

    private TrainingState StateNow() => new()
    {
        Step = pretraining.Step,
        Configuration = plan.Hash,
        Seed = plan.Options.Seed,
        NextBatch = pretraining.NextBatch,
        Tokens = pretraining.Tokens,
        MeanLoss = pretraining.Guard.Mean,
        SkippedSteps = skippedSteps,
        Rewinds = rewinds,
        Loss = loss,
        ValidationLoss = validationLoss,
    };

    [LoggerMessage(1, LogLevel.Information, "Resuming from {Uri} at step {Step}.")]
    private static partial void LogResumed(ILogger logger, string uri, long step);

    [LoggerMessage(2, LogLevel.Warning, "The data of step {Step} are passed over: its loss is {Loss} and its gradient norm {GradientNorm}.")]
    private static partial void LogSkipped(ILogger logger, long step, double loss, double gradientNorm);

    [LoggerMessage(3, LogLevel.Warning, "Back from step {Step}, whose loss is {Loss} and gradient norm {GradientNorm}, to step {Checkpoint}, and on with the data after it.")]
    private static partial void LogRewound(ILogger logger, long step, double loss, double gradientNorm, long checkpoint);
}
