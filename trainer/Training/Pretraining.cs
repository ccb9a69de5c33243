using GptOperator.Crds.Spec;
using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// The weights, the optimizer's state and how one step changes them. Equal options and tokens give equal weights to the
/// bit on one machine: batches and dropout are functions of (seed, number of the batch), and sums have a fixed order.
/// </summary>
internal sealed class Pretraining : IDisposable
{
    private readonly TrainingOptions options;
    private readonly BatchSampler sampler;
    private readonly TokenBatch tokens;
    private readonly long? endOfText;

    /// <param name="config">The model.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="text">What it is trained on.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="microBatch">Sequences that are computed at once; null for a whole batch.</param>
    /// <param name="endOfText">The id that ends a document, where documents are masked from each other.</param>
    /// <param name="device">Where <see cref="TorchEngine"/> computes; null for <see cref="CpuEngine"/>.</param>
    public Pretraining(
        GptConfig config, TrainingOptions options, ITokenSource text, int threads, int? microBatch = null, long? endOfText = null, Device? device = null)
    {
        (this.options, this.endOfText) = (options, options.DocumentMasks ? endOfText : null);
        MicroBatch = Math.Min(microBatch ?? options.BatchSize, options.BatchSize);
        Parameters = new ParameterBuffer(GptParameters.Of(config), device);
        Parameters.Initialize(options.Seed);
        Model = new GptModel(config, Parameters);
        var native = device is null;
        Team = new WorkerTeam(native ? threads : 1);
        Engine = native
            ? new CpuEngine(config, Parameters, options.Engine, Team, MicroBatch * config.ContextLength)
            : new TorchEngine(Model, Parameters, options.Engine);
        Optimizer = (options.OptimizerType, native) switch
        {
            (OptimizerType.Muon, true) => new Muon(Parameters, options.Optimizer, Team),
            (OptimizerType.Muon, false) => new TorchMuon(Parameters, options.Optimizer),
            (_, true) => new AdamW(Parameters, options.Optimizer, Team),
            (_, false) => new TorchAdamW(Parameters, options.Optimizer),
        };
        if (options.EmaDecay > 0) Average = new WeightAverage(Parameters, options.EmaDecay, native ? Team : null);
        Guard = new LossGuard(options.LossGuard);
        sampler = new BatchSampler(text, options.BatchSize, config.ContextLength, options.Seed);
        tokens = new TokenBatch(MicroBatch, config.ContextLength);
    }

    /// <summary>Who computes.</summary>
    public WorkerTeam Team { get; }

    public ITrainingEngine Engine { get; }

    public ParameterBuffer Parameters { get; }

    public GptModel Model { get; }

    public IOptimizer Optimizer { get; }

    /// <summary>Null when the options ask for none.</summary>
    public WeightAverage? Average { get; }

    public LossGuard Guard { get; }

    /// <summary>Sequences that are computed at once.</summary>
    public int MicroBatch { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>The number of the next batch.</summary>
    public long NextBatch { get; set; }

    /// <summary>Tokens of all batches so far.</summary>
    public long Tokens => NextBatch * options.BatchSize * Model.Config.ContextLength;

    /// <summary>Tokens of a step once its batches are all there.</summary>
    public long TokensPerStep => (long)options.BatchSize * Model.Config.ContextLength * options.AccumulationSteps;

    /// <summary>Does one optimizer step, or passes over its data when the guard says so: then weights and moments stay as they are.</summary>
    public StepResult RunStep()
    {
        var (loss, counted) = (0.0, 0L);
        for (var batches = BatchesNow(); batches > 0; batches--)
        {
            var (batchLoss, batchTokens) = RunBatch(NextBatch++);
            (loss, counted) = (loss + batchLoss, counted + batchTokens);
        }
        var share = 1.0 / Math.Max(1, counted);
        var norm = Optimizer.GradientNorm() * share;
        var rate = LearningRate.At(options.Schedule, Step);
        if (Guard.Judge(loss * share, norm) is { } incident)
        {
            Parameters.Gradients.zero_();
            return new StepResult(loss * share, norm, rate, incident);
        }
        Optimizer.Step(Step + 1, rate, share * ClipScale(norm));
        Average?.Update();
        Step++;
        return new StepResult(loss * share, norm, rate);
    }

    /// <summary>Back to the initial weights.</summary>
    public void Restart()
    {
        Parameters.Initialize(options.Seed);
        Optimizer.FirstMoment.zero_();
        Optimizer.SecondMoment.zero_();
        Average?.Values.copy_(Parameters.Values);
        (Step, NextBatch, Guard.Mean) = (0, 0, null);
    }

    /// <summary>Puts the running mean of the weights in their place, where there is one; no step may follow.</summary>
    public void UseAverage()
    {
        using var scope = NewDisposeScope();
        if (Average is not null) Parameters.Values.copy_(Average.Values);
    }

    public void Dispose()
    {
        Engine.Dispose();
        Team.Dispose();
        Average?.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        Parameters.Dispose();
    }

    private int BatchesNow() => Step >= options.BatchWarmupSteps
        ? options.AccumulationSteps
        : (int)Math.Max(1, Math.Ceiling((double)options.AccumulationSteps * (Step + 1) / options.BatchWarmupSteps));

    private (double Loss, long Counted) RunBatch(long number)
    {
        var (loss, counted) = (0.0, 0L);
        for (var first = 0; first < options.BatchSize; first += MicroBatch)
        {
            Team.Times.Enter(StepPart.Data);
            tokens.Shape(Math.Min(MicroBatch, options.BatchSize - first), Model.Config.ContextLength);
            sampler.Read(number, first, tokens.IdSpan, tokens.TargetSpan);
            tokens.Divide(endOfText);
            loss += Engine.Accumulate(tokens, CounterRandom.Bits(~options.Seed, (ulong)(number * options.BatchSize + first)));
            counted += tokens.Counted;
        }
        return (loss, counted);
    }

    // The small addend is PyTorch's: a norm just above the limit is not scaled up again by rounding.
    private double ClipScale(double norm) =>
        options.MaxGradientNorm > 0 ? Math.Min(1, options.MaxGradientNorm / (norm + 1e-6)) : 1;
}
