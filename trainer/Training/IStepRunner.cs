using GptTrainer.Engine;

namespace GptTrainer.Training;

/// <summary>Carries out optimizer steps on one kind of device.</summary>
internal interface IStepRunner : IDisposable
{
    ITrainingEngine Engine { get; }

    IOptimizer Optimizer { get; }

    /// <summary>Null when the options ask for none.</summary>
    WeightAverage? Average { get; }

    /// <summary>Most steps between two calls of <see cref="Take"/>.</summary>
    int Window { get; }

    /// <summary>Adds the gradients of a micro-batch of the step.</summary>
    void Accumulate(TokenBatch tokens, ulong randomKey);

    /// <summary>Ends the step: clips, judges and updates.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="counted">Targets that counted.</param>
    void Finish(long step, double learningRate, long counted);

    /// <summary>
    /// What the steps since the last call gave, in order. One that the guard refused is the last: those after it changed
    /// nothing and are to be done again.
    /// </summary>
    IReadOnlyList<StepOutcome> Take();
}
