namespace GptTrainer.Training;

/// <summary>An optimizer in tensor operations, on whichever device the buffers lie. It never waits for the device.</summary>
internal interface ITorchOptimizer : IOptimizer
{
    /// <summary>Updates every weight, unless the device refuses the step, and zeroes the gradients.</summary>
    /// <param name="step">This update's number, from 1.</param>
    /// <param name="learningRate">This update's.</param>
    /// <param name="gate">What the device decided.</param>
    void Step(long step, double learningRate, StepGate gate);
}
