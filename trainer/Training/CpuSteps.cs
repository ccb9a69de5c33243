using GptTrainer.Engine;
using GptTrainer.Models;

namespace GptTrainer.Training;

/// <summary>Steps on the processor, each known when it is done.</summary>
internal sealed class CpuSteps(
    CpuEngine engine, ParameterBuffer parameters, ICpuOptimizer optimizer, WeightAverage? average, LossGuard guard, TrainingOptions options) : IStepRunner
{
    private StepOutcome outcome;
    private double loss;

    public ITrainingEngine Engine => engine;

    public IOptimizer Optimizer => optimizer;

    public WeightAverage? Average => average;

    public int Window => 1;

    public void Accumulate(TokenBatch tokens, ulong randomKey) => loss += engine.Accumulate(tokens, randomKey);

    public void Finish(long step, double learningRate, long counted)
    {
        var share = 1.0 / Math.Max(1, counted);
        var (mean, norm) = (loss * share, optimizer.GradientNorm() * share);
        loss = 0;
        outcome = new StepOutcome(mean, norm, guard.Judge(mean, norm));
        if (outcome.Incident is not null)
        {
            parameters.Gradients.zero_();
            return;
        }
        optimizer.Step(step, learningRate, share * options.ClipScale(norm));
        average?.Update();
    }

    public IReadOnlyList<StepOutcome> Take() => [outcome];

    public void Dispose()
    {
        engine.Dispose();
        optimizer.Dispose();
        average?.Dispose();
    }
}
