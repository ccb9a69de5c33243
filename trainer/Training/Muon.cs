using System.Runtime.Intrinsics;
using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// Muon (Jordan et al., 2024): matrices between hidden layers move along their momentum made orthogonal, everything else
/// by AdamW. An update is scaled to AdamW's usual size (Liu et al., "Muon is Scalable", 2025), so one learning rate
/// serves both.
/// </summary>
internal sealed unsafe class Muon : ICpuOptimizer
{
    public const double AdamWSize = 0.2;
    private readonly AdamW rest;
    private readonly AdamWOptions options;
    private readonly WorkerTeam team;
    private readonly IReadOnlyList<MuonMatrix> matrices;
    private readonly Orthogonalization[] orthogonalizations;
    private readonly NativeBuffer[] directions;
    private readonly Action<Worker> update;
    private readonly float* values;
    private readonly float* gradients;
    private readonly float* means;
    private double learningRate;
    private float scale;

    /// <param name="parameters">The weights and gradients.</param>
    /// <param name="options">Constants.</param>
    /// <param name="team">Who computes.</param>
    public Muon(ParameterBuffer parameters, AdamWOptions options, WorkerTeam team)
    {
        (this.options, this.team) = (options, team);
        rest = new AdamW(parameters, options, team, parameters.HiddenLength);
        // The largest first, so that nobody is left with one at the end.
        matrices = [.. MuonMatrix.Of(parameters).OrderByDescending(matrix => (long)matrix.Rows * matrix.Columns)];
        orthogonalizations = [.. Enumerable.Range(0, team.Size).Select(_ => new Orthogonalization())];
        directions = [.. Enumerable.Range(0, team.Size).Select(_ => new NativeBuffer((long)matrices[0].Rows * matrices[0].Columns))];
        values = TensorMemory.Pointer(parameters.Values);
        gradients = TensorMemory.Pointer(parameters.Gradients);
        means = TensorMemory.Pointer(rest.FirstMoment);
        update = Update;
    }

    public Tensor FirstMoment => rest.FirstMoment;

    public Tensor SecondMoment => rest.SecondMoment;

    public double GradientNorm() => rest.GradientNorm();

    public void Step(long step, double learningRate, double gradientScale)
    {
        (this.learningRate, scale) = (learningRate, (float)gradientScale);
        team.Run(update);
        rest.Step(step, learningRate, gradientScale);
    }

    public void Dispose()
    {
        rest.Dispose();
        foreach (var orthogonalization in orthogonalizations) orthogonalization.Dispose();
        foreach (var direction in directions) direction.Dispose();
    }

    private void Update(Worker worker)
    {
        worker.Enter(StepPart.Optimizer);
        var direction = directions[worker.Index].Data;
        foreach (var index in worker.Split(matrices.Count))
        {
            var matrix = matrices[index];
            for (var row = 0; row < matrix.Rows; row++) TakeGradient(matrix, row, direction);
            orthogonalizations[worker.Index].Run(worker.Alone, direction, matrix.Rows, matrix.Columns);
            var decay = (float)(1 - learningRate * options.WeightDecay);
            var size = (float)(learningRate * AdamWSize * Math.Sqrt(Math.Max(matrix.Rows, matrix.Columns)));
            for (var row = 0; row < matrix.Rows; row++) Move(matrix, row, direction, decay, size);
        }
    }

    /// <summary>Nesterov's momentum: the running mean takes the gradient in, and the direction takes it once more.</summary>
    private void TakeGradient(MuonMatrix matrix, int row, float* direction)
    {
        var (keep, take) = ((float)options.Momentum, (float)(1 - options.Momentum));
        var (first, target) = (matrix.Offset + (long)row * matrix.Stride, (long)row * matrix.Columns);
        for (var i = 0; i < matrix.Columns; i += Lanes.Count)
        {
            var remaining = matrix.Columns - i;
            var gradient = Lanes.Load(gradients + first + i, remaining) * scale;
            var mean = Lanes.Load(means + first + i, remaining) * keep + gradient * take;
            mean.Store(means + first + i, remaining);
            Vector256<float>.Zero.Store(gradients + first + i, remaining);
            (gradient * take + mean * keep).Store(direction + target + i, remaining);
        }
    }

    private void Move(MuonMatrix matrix, int row, float* direction, float decay, float size)
    {
        var (first, source) = (matrix.Offset + (long)row * matrix.Stride, (long)row * matrix.Columns);
        for (var i = 0; i < matrix.Columns; i += Lanes.Count)
        {
            var remaining = matrix.Columns - i;
            (Lanes.Load(values + first + i, remaining) * decay - Lanes.Load(direction + source + i, remaining) * size).Store(values + first + i, remaining);
        }
    }
}
