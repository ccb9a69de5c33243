using GptTrainer.Engine;
using GptTrainer.Models;

namespace GptTrainer.Training;

/// <summary>
/// The weights, the optimizer's state and how one step changes them. Equal options and tokens give equal weights to the
/// bit on one machine: batches and dropout are functions of (seed, step), and sums have a fixed order.
/// </summary>
internal sealed class Pretraining : IDisposable
{
    private readonly TrainingOptions options;
    private readonly BatchSampler sampler;
    private readonly TokenBatch batch;

    public Pretraining(GptConfig config, TrainingOptions options, ITokenSource tokens, int threads)
    {
        this.options = options;
        Parameters = new ParameterBuffer(GptParameters.Of(config));
        Parameters.Initialize(options.Seed);
        Model = new GptModel(config, Parameters);
        Team = new WorkerTeam(threads);
        Engine = new CpuEngine(config, Parameters, new EngineOptions(), Team, options.BatchSize * config.ContextLength);
        Optimizer = new AdamW(Parameters, options.Optimizer, Team);
        sampler = new BatchSampler(tokens, options.BatchSize, config.ContextLength, options.Seed);
        batch = new TokenBatch(options.BatchSize, config.ContextLength);
    }

    /// <summary>Who computes.</summary>
    public WorkerTeam Team { get; }

    public ITrainingEngine Engine { get; }

    public ParameterBuffer Parameters { get; }

    public GptModel Model { get; }

    public AdamW Optimizer { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    public long TokensPerStep => (long)options.BatchSize * Model.Config.ContextLength * options.AccumulationSteps;

    /// <summary>Does one optimizer step. After a diverged one weights and moments are as they were before it.</summary>
    public StepResult RunStep()
    {
        var (loss, tokens) = (0.0, 0L);
        for (var micro = 0; micro < options.AccumulationSteps; micro++)
        {
            var number = Step * options.AccumulationSteps + micro;
            Team.Times.Enter(StepPart.Data);
            sampler.Read(number, batch.IdSpan, batch.TargetSpan);
            batch.Divide();
            loss += Engine.Accumulate(batch, CounterRandom.Bits(~options.Seed, (ulong)number));
            tokens += batch.Counted;
        }
        var share = 1.0 / tokens;
        var norm = Optimizer.GradientNorm() * share;
        var result = new StepResult(loss * share, norm, LearningRate.At(options.Schedule, Step));
        if (result.Diverged) return result;
        Optimizer.Step(Step + 1, result.LearningRate, share * ClipScale(norm));
        Step++;
        return result;
    }

    public void Dispose()
    {
        Engine.Dispose();
        Team.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        Parameters.Dispose();
    }

    // The small addend is PyTorch's: a norm just above the limit is not scaled up again by rounding.
    private double ClipScale(double norm) =>
        options.MaxGradientNorm > 0 ? Math.Min(1, options.MaxGradientNorm / (norm + 1e-6)) : 1;
}
