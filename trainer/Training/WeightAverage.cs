using GptTrainer.Engine;
using GptTrainer.Models;
using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>A running mean of the weights (Polyak and Juditsky, 1992), exponentially weighted.</summary>
internal sealed unsafe class WeightAverage : IDisposable
{
    private const int Chunk = 32 * 1024;
    private readonly ParameterBuffer parameters;
    private readonly WorkerTeam? team;
    private readonly Action<Worker> take;
    private readonly float* values;
    private readonly float* means;
    private readonly float decay;

    /// <param name="parameters">The weights.</param>
    /// <param name="decay">Share of the mean that an update keeps.</param>
    /// <param name="team">Who computes; null for libtorch, on whichever device the weights lie.</param>
    public WeightAverage(ParameterBuffer parameters, double decay, WorkerTeam? team)
    {
        (this.parameters, this.team, this.decay) = (parameters, team, (float)decay);
        Values = parameters.Values.clone().DetachFromDisposeScope();
        take = Take;
        if (team is null) return;
        values = TensorMemory.Pointer(parameters.Values);
        means = TensorMemory.Pointer(Values);
    }

    /// <summary>float32 (parameters.Length)</summary>
    public Tensor Values { get; }

    /// <summary>Takes the present weights into the mean, on the processor.</summary>
    public void Update() => team!.Run(take);

    /// <summary>Takes the present weights into the mean, where they lie, unless the step was refused.</summary>
    public void Update(StepGate gate)
    {
        using var scope = NewDisposeScope();
        Values.mul_(gate.Unless(decay, 1)).addcmul_(parameters.Values, gate.Unless(1 - decay, 0), 1);
    }

    public void Dispose() => Values.Dispose();

    private void Take(Worker worker)
    {
        foreach (var index in worker.Split((int)((parameters.Length + Chunk - 1) / Chunk)))
        {
            var end = Math.Min(parameters.Length, (index + 1L) * Chunk);
            for (var i = (long)index * Chunk; i < end; i += Lanes.Count)
            {
                var remaining = (int)(end - i);
                (Lanes.Load(means + i, remaining) * decay + Lanes.Load(values + i, remaining) * (1 - decay)).Store(means + i, remaining);
            }
        }
    }
}
