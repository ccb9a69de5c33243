using System.Runtime.InteropServices;
using GptOperator.Crds.Spec;
using GptTrainer.Engine;
using GptTrainer.Models;
using GptTrainer.Reporting;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// The weights, the optimizer's state and how one step changes them. Equal options and tokens give equal weights to the
/// bit on one machine: batches and dropout are functions of (seed, number of the batch), and sums have a fixed order.
/// </summary>
internal sealed class Pretraining : IDisposable
{
    private readonly TrainingOptions options;
    private readonly IStepRunner steps;
    private readonly BatchSampler sampler;
    private TokenBatch tokens;
    private readonly long? endOfText;

    /// <param name="config">The model.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="text">What it is trained on.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="microBatch">Sequences that are computed at once; null for a whole batch.</param>
    /// <param name="endOfText">The id that ends a document, where documents are masked from each other.</param>
    /// <param name="torch">Where and how <see cref="TorchEngine"/> computes; null for <see cref="CpuEngine"/>.</param>
    public Pretraining(
        GptConfig config, TrainingOptions options, ITokenSource text, int threads, int? microBatch = null, long? endOfText = null, TorchTarget? torch = null)
    {
        (this.options, this.endOfText) = (options, options.DocumentMasks ? endOfText : null);
        MicroBatch = Math.Min(microBatch ?? options.BatchSize, options.BatchSize);
        Parameters = new ParameterBuffer(GptParameters.Of(config), torch?.Device);
        Parameters.Initialize(options.Seed);
        Model = new GptModel(config, Parameters, torch?.Arithmetic ?? ScalarType.Float32);
        Team = new WorkerTeam(torch is null ? threads : 1);
        Guard = new LossGuard(options.LossGuard);
        steps = torch is null ? OnCpu(config) : OnTorch(torch);
        sampler = new BatchSampler(text, options.BatchSize, config.ContextLength, options.Seed);
        tokens = new TokenBatch(MicroBatch, config.ContextLength);
    }

    /// <summary>Who computes.</summary>
    public WorkerTeam Team { get; }

    public ITrainingEngine Engine => steps.Engine;

    public ParameterBuffer Parameters { get; }

    public GptModel Model { get; }

    public IOptimizer Optimizer => steps.Optimizer;

    /// <summary>Null when the options ask for none.</summary>
    public WeightAverage? Average => steps.Average;

    public LossGuard Guard { get; }

    /// <summary>Sequences that are computed at once.</summary>
    public int MicroBatch { get; private set; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>The number of the next batch.</summary>
    public long NextBatch { get; set; }

    /// <summary>Tokens of all batches so far.</summary>
    public long Tokens => NextBatch * TokensPerBatch;

    /// <summary>Tokens of a step once its batches are all there.</summary>
    public long TokensPerStep => TokensPerBatch * options.AccumulationSteps;

    private long TokensPerBatch => (long)options.BatchSize * Model.Config.ContextLength;

    /// <summary>Does one optimizer step, or passes over its data when the guard says so: then weights and moments stay as they are.</summary>
    public StepResult RunStep() => RunSteps(1)[0];

    /// <summary>
    /// Does as many steps as the device is given at once, at most <paramref name="most"/>, and says what each gave. One that the
    /// guard refused is the last, and nothing after it has happened.
    /// </summary>
    public IReadOnlyList<StepResult> RunSteps(long most)
    {
        var begun = new List<(double LearningRate, long NextBatch)>();
        for (var (count, step, next) = (Math.Min(most, steps.Window), Step, NextBatch); count > 0; count--, step++)
        {
            var counted = 0L;
            for (var batches = BatchesAt(step); batches > 0; batches--) counted += RunBatch(next++);
            begun.Add((LearningRate.At(options.Schedule, step), next));
            steps.Finish(step + 1, begun[^1].LearningRate, counted);
        }
        return Done(begun, steps.Take());
    }

    /// <summary>Computes as many sequences at once as the device has memory for, which it tries out. Gradients must be 0.</summary>
    /// <exception cref="JobException">There is none for a single one.</exception>
    public void FitMicroBatch()
    {
        MicroBatch = MicroBatchSize.Largest(options.BatchSize, HasRoomFor);
        if (MicroBatch == 0)
            throw new JobException($"spec.model.contextLength is {Model.Config.ContextLength}, and the device has no memory for one such sequence; lower it, choose a smaller model, or set spec.pretraining.activationCheckpointing to true.");
        tokens = new TokenBatch(MicroBatch, Model.Config.ContextLength);
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
        steps.Dispose();
        Team.Dispose();
        Model.Dispose();
        Parameters.Dispose();
    }

    private bool HasRoomFor(int sequences)
    {
        var trial = new TokenBatch(sequences, Model.Config.ContextLength);
        trial.Divide(endOfText);
        try
        {
            Engine.Accumulate(trial, 0);
            return true;
        }
        catch (ExternalException fault) when (fault.Message.Contains("out of memory", StringComparison.Ordinal) || fault.Message.Contains("can't allocate memory", StringComparison.Ordinal))
        {
            return false;
        }
        finally
        {
            Parameters.Gradients.zero_();
        }
    }

    private CpuSteps OnCpu(GptConfig config)
    {
        var engine = new CpuEngine(config, Parameters, options.Engine, Team, MicroBatch * config.ContextLength);
        ICpuOptimizer optimizer = options.OptimizerType == OptimizerType.Muon
            ? new Muon(Parameters, options.Optimizer, Team)
            : new AdamW(Parameters, options.Optimizer, Team);
        return new CpuSteps(engine, Parameters, optimizer, AverageBy(Team), Guard, options);
    }

    private TorchSteps OnTorch(TorchTarget target)
    {
        ITorchOptimizer optimizer = options.OptimizerType == OptimizerType.Muon
            ? new TorchMuon(Parameters, options.Optimizer)
            : new TorchAdamW(Parameters, options.Optimizer);
        return new TorchSteps(new TorchEngine(Model, options.Engine), Parameters, optimizer, AverageBy(null), Guard, options, Team.Times, target.Window);
    }

    private WeightAverage? AverageBy(WorkerTeam? team) => options.EmaDecay > 0 ? new WeightAverage(Parameters, options.EmaDecay, team) : null;

    private List<StepResult> Done(List<(double LearningRate, long NextBatch)> begun, IReadOnlyList<StepOutcome> outcomes)
    {
        var results = new List<StepResult>();
        foreach (var ((loss, norm, incident), (learningRate, next)) in outcomes.Zip(begun))
        {
            results.Add(new StepResult(loss, norm, learningRate, (next - NextBatch) * TokensPerBatch, incident));
            NextBatch = next;
            if (incident is null) Step++;
        }
        return results;
    }

    private int BatchesAt(long step) => step >= options.BatchWarmupSteps
        ? options.AccumulationSteps
        : (int)Math.Max(1, Math.Ceiling((double)options.AccumulationSteps * (step + 1) / options.BatchWarmupSteps));

    /// <returns>Targets that count.</returns>
    private long RunBatch(long number)
    {
        var counted = 0L;
        for (var first = 0; first < options.BatchSize; first += MicroBatch)
        {
            Team.Times.Enter(StepPart.Data);
            tokens.Shape(Math.Min(MicroBatch, options.BatchSize - first), Model.Config.ContextLength);
            sampler.Read(number, first, tokens.IdSpan, tokens.TargetSpan);
            tokens.Divide(endOfText);
            steps.Accumulate(tokens, CounterRandom.Bits(~options.Seed, (ulong)(number * options.BatchSize + first)));
            counted += tokens.Counted;
        }
        return counted;
    }
}
