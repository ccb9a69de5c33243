using System.Diagnostics;
using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// Steps that are enqueued on a device, which itself clips, judges and updates. Nothing waits for it until
/// <see cref="Take"/> reads what all steps of a window gave at once, so that the device always has work.
/// </summary>
internal sealed class TorchSteps : IStepRunner
{
    // Of a row of what a step measured.
    private const int Loss = 0, Norm = 1, Refused = 2, Mean = 3, Columns = 4;
    private readonly TorchEngine engine;
    private readonly ParameterBuffer parameters;
    private readonly ITorchOptimizer optimizer;
    private readonly LossGuard guard;
    private readonly TorchLossGuard judge;
    private readonly TrainingOptions options;
    private readonly StepTimes times;
    private readonly int? window;
    private readonly StepWindow adaptive = new();
    private readonly Tensor sum;
    private readonly Tensor measured;
    private int steps;
    private long? begun;

    /// <param name="engine">Computes gradients.</param>
    /// <param name="parameters">The weights and gradients.</param>
    /// <param name="optimizer">Updates them.</param>
    /// <param name="average">Null for none.</param>
    /// <param name="guard">Holds the mean of the losses.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="times">Adds up where this thread's time goes.</param>
    /// <param name="window">Steps between two readings; null for as many as take about a second.</param>
    public TorchSteps(
        TorchEngine engine, ParameterBuffer parameters, ITorchOptimizer optimizer, WeightAverage? average, LossGuard guard, TrainingOptions options,
        StepTimes times, int? window)
    {
        (this.engine, this.parameters, this.optimizer, Average) = (engine, parameters, optimizer, average);
        (this.guard, this.options, this.times, this.window) = (guard, options, times, window);
        judge = new TorchLossGuard(options.LossGuard, parameters.Device);
        sum = zeros([], ScalarType.Float64, parameters.Device).DetachFromDisposeScope();
        measured = zeros([window ?? StepWindow.Most, Columns], ScalarType.Float64, parameters.Device).DetachFromDisposeScope();
    }

    public ITrainingEngine Engine => engine;

    public IOptimizer Optimizer => optimizer;

    public WeightAverage? Average { get; }

    public int Window => window ?? adaptive.Steps;

    public void Accumulate(TokenBatch tokens, ulong randomKey)
    {
        times.Enter(StepPart.Device);
        if (begun is null) Begin();
        engine.Accumulate(tokens, randomKey, sum);
    }

    public void Finish(long step, double learningRate, long counted)
    {
        using var scope = NewDisposeScope();
        using var gradientFree = no_grad();
        times.Enter(StepPart.Optimizer);
        var share = 1.0 / Math.Max(1, counted);
        var (loss, norm) = (sum.mul(share), parameters.Gradients.norm().to(ScalarType.Float64).mul(share));
        judge.Judge(loss, norm);
        measured.narrow(0, steps++, 1).copy_(stack([loss, norm, judge.Refused.to(ScalarType.Float64), judge.Mean]));
        var gate = new StepGate(ClipScale(norm).mul(share).to(ScalarType.Float32), judge.Refused);
        optimizer.Step(step, learningRate, gate);
        Average?.Update(gate);
        sum.zero_();
    }

    public IReadOnlyList<StepOutcome> Take()
    {
        times.Enter(StepPart.Device);
        using var scope = NewDisposeScope();
        var values = measured.narrow(0, 0, steps).cpu().data<double>().ToArray(); // (steps, Columns)
        var outcomes = new List<StepOutcome>();
        for (var step = 0; step < steps && outcomes is not [.., { Incident: not null }]; step++) outcomes.Add(Outcome(values.AsSpan(step * Columns, Columns)));
        adaptive.Add(steps, Stopwatch.GetElapsedTime(begun!.Value));
        (steps, begun) = (0, null);
        return outcomes;
    }

    public void Dispose()
    {
        engine.Dispose();
        optimizer.Dispose();
        Average?.Dispose();
        judge.Dispose();
        sum.Dispose();
        measured.Dispose();
    }

    private void Begin()
    {
        begun = Stopwatch.GetTimestamp();
        judge.Begin(guard.Mean);
    }

    private StepOutcome Outcome(ReadOnlySpan<double> row)
    {
        guard.Mean = double.IsNaN(row[Mean]) ? null : row[Mean];
        return new StepOutcome(row[Loss], row[Norm], row[Refused] == 0 ? null : guard.ActionOn(row[Loss], row[Norm]));
    }

    // As TrainingOptions.ClipScale.
    private Tensor ClipScale(Tensor norm) => options.MaxGradientNorm > 0
        ? norm.add(TrainingOptions.ClipEpsilon).reciprocal().mul(options.MaxGradientNorm).clamp_max(1)
        : ones_like(norm);
}
