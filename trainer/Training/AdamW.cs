using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter, 2019) on flat buffers: one pass over memory scales the gradient, decays and updates the
/// weight and both moments, and zeroes the gradient. Results do not depend on the number of threads.
/// </summary>
internal sealed unsafe class AdamW : ICpuOptimizer
{
    // 128 KiB for each of the four buffers: small enough to share evenly, large enough to hide the cost of a work item.
    private const int Chunk = 32 * 1024;
    private readonly ParameterBuffer parameters;
    private readonly AdamWOptions options;
    private readonly WorkerTeam team;
    private readonly long first;
    private readonly double[] partialNorms;
    private readonly Action<Worker> norm;
    private readonly Action<Worker> update;
    private readonly float* values;
    private readonly float* gradients;
    private readonly float* means;
    private readonly float* squares;
    private AdamWCoefficients coefficients;

    /// <param name="parameters">The weights and gradients.</param>
    /// <param name="options">Constants.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="first">The first element that is its own to update.</param>
    public AdamW(ParameterBuffer parameters, AdamWOptions options, WorkerTeam team, long first = 0)
    {
        this.parameters = parameters;
        this.options = options;
        this.team = team;
        this.first = first;
        FirstMoment = zeros(parameters.Length).DetachFromDisposeScope();
        SecondMoment = zeros(parameters.Length).DetachFromDisposeScope();
        values = TensorMemory.Pointer(parameters.Values);
        gradients = TensorMemory.Pointer(parameters.Gradients);
        means = TensorMemory.Pointer(FirstMoment);
        squares = TensorMemory.Pointer(SecondMoment);
        partialNorms = new double[(parameters.Length + Chunk - 1) / Chunk];
        // Made once: a closure a step would be garbage a step.
        (norm, update) = (TakeNorms, Update);
    }

    public Tensor FirstMoment { get; }

    public Tensor SecondMoment { get; }

    public double GradientNorm()
    {
        team.Run(norm);
        var sum = 0.0;
        // In order, whichever thread was first.
        foreach (var partial in partialNorms) sum += partial;
        return Math.Sqrt(sum);
    }

    public void Step(long step, double learningRate, double gradientScale)
    {
        coefficients = AdamWCoefficients.Of(options, step, learningRate, gradientScale);
        team.Run(update);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }

    private void TakeNorms(Worker worker)
    {
        worker.Enter(StepPart.Optimizer);
        foreach (var index in worker.Split(partialNorms.Length))
        {
            var start = (long)index * Chunk;
            partialNorms[index] = AdamWKernel.SquaredSum(gradients + start, ChunkLength(start));
        }
    }

    private void Update(Worker worker)
    {
        foreach (var index in worker.Split(partialNorms.Length))
        {
            var start = (long)index * Chunk;
            var length = ChunkLength(start);
            var foreign = (int)Math.Clamp(first - start, 0, length);
            (start, length) = (start + foreign, length - foreign);
            var decayed = (int)Math.Clamp(parameters.DecayedLength - start, 0, length);
            AdamWKernel.Update(coefficients, coefficients.Decay, values + start, gradients + start, means + start, squares + start, decayed);
            start += decayed;
            AdamWKernel.Update(coefficients, 1, values + start, gradients + start, means + start, squares + start, length - decayed);
        }
    }

    private int ChunkLength(long start) => (int)Math.Min(Chunk, parameters.Length - start);
}
