namespace GptTrainer.Training;

/// <summary>An optimizer on memory.</summary>
internal interface ICpuOptimizer : IOptimizer
{
    /// <summary>The global norm of the gradients as they lie in the buffer.</summary>
    double GradientNorm();

    /// <summary>Updates every weight and zeroes the gradients.</summary>
    /// <param name="step">This update's number, from 1.</param>
    /// <param name="learningRate">This update's.</param>
    /// <param name="gradientScale">What gradients are multiplied by first: clipping and the mean over tokens in one.</param>
    void Step(long step, double learningRate, double gradientScale);
}
