using System.Globalization;
using GptOperator.Crds.Status;
using GptTrainer.Models;
using GptTrainer.Native;
using GptTrainer.Reporting;
using TorchSharp;

namespace GptTrainer.Training;

/// <summary>Tells the log, the metrics and the progress endpoint what each step gave.</summary>
internal sealed partial class TrainingReporter
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);
    private readonly ProgressBoard board;
    private readonly TrainerMetrics metrics;
    private readonly StepJournal journal;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly long totalSteps;
    private readonly Pretraining pretraining;
    private readonly double operationsPerToken;
    private readonly double? peak;
    private IReadOnlyDictionary<string, double> parts = new Dictionary<string, double>();
    private long? deviceMemory;
    private long tokens;
    private readonly RateMeter rate;
    private long lastLog;

    /// <param name="board">The progress endpoint's.</param>
    /// <param name="metrics">Prometheus'.</param>
    /// <param name="journal">The step log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="totalSteps">Of the training.</param>
    /// <param name="pretraining">What is trained.</param>
    /// <param name="peak">Peak of the device's arithmetic, in operations a second; null where it is not known.</param>
    public TrainingReporter(
        ProgressBoard board, TrainerMetrics metrics, StepJournal journal, TimeProvider time, ILogger logger, long totalSteps, Pretraining pretraining, double? peak)
    {
        this.peak = peak;
        (this.board, this.metrics, this.journal) = (board, metrics, journal);
        (this.time, this.logger) = (time, logger);
        operationsPerToken = ModelArithmetic.OperationsPerToken(pretraining.Model.Config, pretraining.Model.Config.ContextLength);
        (this.totalSteps, this.pretraining) = (totalSteps, pretraining);
        rate = new RateMeter(time, TimeSpan.FromSeconds(10));
        lastLog = time.GetTimestamp();
    }

    /// <summary>Says where the training begins or goes on.</summary>
    public void Begin(long step, double? loss, double? validationLoss, CheckpointReference? checkpoint)
    {
        tokens = pretraining.Tokens;
        rate.Restart(tokens);
        metrics.Step.Set(step);
        board.Current = board.Current with
        {
            Step = step,
            TotalSteps = totalSteps,
            Tokens = tokens,
            Loss = loss,
            ValidationLoss = validationLoss,
            LastCheckpoint = checkpoint,
            UpdatedAt = time.GetUtcNow(),
        };
    }

    /// <summary>Says that these steps were done together; their reports follow, with the mean of the times by part.</summary>
    public void Measured(IReadOnlyList<StepResult> steps)
    {
        tokens = pretraining.Tokens - steps.Sum(step => step.Tokens);
        parts = pretraining.Team.Times.Take().Where(part => part.Value > TimeSpan.Zero)
            .ToDictionary(part => part.Key.ToString().ToLowerInvariant(), part => part.Value.TotalSeconds / steps.Count);
        deviceMemory = pretraining.Parameters.Device.type == DeviceType.CUDA ? CudaDriver.UsedBytes() : null;
    }

    public void Step(long step, StepResult result, TimeSpan duration, CheckpointReference? checkpoint)
    {
        tokens += result.Tokens;
        rate.Add(tokens);
        var speed = rate.PerSecond;
        Measure(step, result, duration, checkpoint);
        board.Current = board.Current with
        {
            Step = step,
            Tokens = tokens,
            Loss = result.Loss,
            TokensPerSecond = speed,
            SecondsRemaining = speed > 0 ? (totalSteps - step) * pretraining.TokensPerStep / speed : null,
            LastCheckpoint = checkpoint,
            UpdatedAt = time.GetUtcNow(),
        };
        if (step != totalSteps && time.GetElapsedTime(lastLog) < LogInterval) return;
        lastLog = time.GetTimestamp();
        LogStep(logger, step, totalSteps, result.Loss.ToString("F4", CultureInfo.InvariantCulture),
            result.LearningRate.ToString("E2", CultureInfo.InvariantCulture), (long)(speed ?? 0), Show(board.Current.SecondsRemaining));
    }

    public void Validated(double loss)
    {
        metrics.ValidationLoss.Set(loss);
        journal.Add(new StepRecord { Time = time.GetUtcNow(), Step = pretraining.Step, Tokens = tokens, ValidationLoss = loss });
        board.Current = board.Current with { ValidationLoss = loss, UpdatedAt = time.GetUtcNow() };
        rate.Restart(board.Current.Tokens);
        LogValidated(logger, board.Current.Step, loss.ToString("F4", CultureInfo.InvariantCulture));
    }

    public void Checkpointed(CheckpointReference? checkpoint) =>
        board.Current = board.Current with { LastCheckpoint = checkpoint, UpdatedAt = time.GetUtcNow() };

    private void Measure(long step, StepResult result, TimeSpan duration, CheckpointReference? checkpoint)
    {
        metrics.Step.Set(step);
        metrics.StepsTotal.Inc();
        metrics.TokensTotal.Inc(result.Tokens);
        metrics.Loss.Set(result.Loss);
        metrics.LearningRate.Set(result.LearningRate);
        metrics.GradientNorm.Set(result.GradientNorm);
        metrics.StepDuration.Observe(duration.TotalSeconds);
        foreach (var (part, seconds) in parts) metrics.PartSeconds.WithLabels(part).Inc(seconds);
        var operations = operationsPerToken * result.Tokens / duration.TotalSeconds;
        metrics.OperationsPerSecond.Set(operations);
        if (peak is { } most) metrics.FlopsUtilization.Set(operations / most);
        metrics.Memory.Set(Environment.WorkingSet);
        if (deviceMemory is { } bytes) metrics.DeviceMemory.Set(bytes);
        journal.Add(new StepRecord
        {
            Time = time.GetUtcNow(),
            Step = step,
            Tokens = tokens,
            Loss = result.Loss,
            GradientNorm = result.GradientNorm,
            LearningRate = result.LearningRate,
            TokensPerSecond = rate.PerSecond,
            Seconds = duration.TotalSeconds,
            OperationsPerSecond = operations,
            FlopsUtilization = operations / peak,
            MemoryBytes = Environment.WorkingSet,
            DeviceMemoryBytes = deviceMemory,
            Parts = parts,
        });
        if (checkpoint is null) return;
        metrics.CheckpointStep.Set(checkpoint.Step);
        metrics.CheckpointTimestamp.Set(checkpoint.Time?.ToUnixTimeSeconds() ?? 0);
    }

    private static string Show(double? seconds) => seconds is null ? "?"
        : TimeSpan.FromSeconds(Math.Ceiling(seconds.Value)).ToString("c", CultureInfo.InvariantCulture);

    [LoggerMessage(1, LogLevel.Information, "step {Step}/{TotalSteps} loss {Loss} lr {LearningRate} {TokensPerSecond} tokens/s ETA {Eta}")]
    private static partial void LogStep(
        ILogger logger, long step, long totalSteps, string loss, string learningRate, long tokensPerSecond, string eta);

    [LoggerMessage(2, LogLevel.Information, "step {Step} validation loss {Loss}")]
    private static partial void LogValidated(ILogger logger, long step, string loss);
}
