using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// The weights, the optimizer's state and how one step changes them. Equal options and tokens give equal weights to the
/// bit on one machine: batches and dropout are functions of (seed, step), sums have a fixed order, and libtorch splits
/// its work by the number of threads, which stays as it is while a job runs.
/// </summary>
internal sealed class Pretraining : IDisposable
{
    private readonly TrainingOptions options;
    private readonly BatchSampler sampler;
    private readonly Tensor inputs;
    private readonly Tensor targets;

    public Pretraining(GptConfig config, TrainingOptions options, ITokenSource tokens, int threads)
    {
        this.options = options;
        Parameters = new ParameterBuffer(GptParameters.Of(config));
        Parameters.Initialize(options.Seed);
        Model = new GptModel(config, Parameters);
        Optimizer = new AdamW(Parameters, options.Optimizer, threads);
        sampler = new BatchSampler(tokens, options.BatchSize, config.ContextLength, options.Seed);
        inputs = zeros(options.BatchSize, config.ContextLength, ScalarType.Int64).DetachFromDisposeScope();
        targets = zeros(options.BatchSize, config.ContextLength, ScalarType.Int64).DetachFromDisposeScope();
    }

    public ParameterBuffer Parameters { get; }

    public GptModel Model { get; }

    public AdamW Optimizer { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    public long TokensPerStep => (long)options.BatchSize * Model.Config.ContextLength * options.AccumulationSteps;

    /// <summary>Does one optimizer step. After a diverged one weights and moments are as they were before it.</summary>
    public StepResult RunStep()
    {
        var loss = 0.0;
        for (var micro = 0; micro < options.AccumulationSteps; micro++)
            loss += RunMicroStep(Step * options.AccumulationSteps + micro);
        var share = 1.0 / options.AccumulationSteps;
        var norm = Optimizer.GradientNorm() * share;
        var result = new StepResult(loss * share, norm, LearningRate.At(options.Schedule, Step));
        if (result.Diverged) return result;
        Optimizer.Step(Step + 1, result.LearningRate, share * ClipScale(norm));
        Step++;
        return result;
    }

    public void Dispose()
    {
        inputs.Dispose();
        targets.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        Parameters.Dispose();
    }

    private double RunMicroStep(long number)
    {
        using var scope = NewDisposeScope();
        sampler.Read(number, TensorMemory.Integers(inputs), TensorMemory.Integers(targets));
        // Dropout draws from libtorch's own generator, which so needs no place in a checkpoint.
        if (Model.Config.Dropout > 0) manual_seed((long)(CounterRandom.Bits(~options.Seed, (ulong)number) >> 1));
        Model.Training = true;
        var loss = Model.Loss(inputs, targets, options.BatchSize, Model.Config.ContextLength);
        loss.backward();
        return TensorMemory.Scalar(loss);
    }

    // The small addend is PyTorch's: a norm just above the limit is not scaled up again by rounding.
    private double ClipScale(double norm) =>
        options.MaxGradientNorm > 0 ? Math.Min(1, options.MaxGradientNorm / (norm + 1e-6)) : 1;
}
