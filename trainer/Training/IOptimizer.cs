using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>Changes the weights by their gradients.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>float32 (parameters.Length): running mean of the gradient.</summary>
    Tensor FirstMoment { get; }

    /// <summary>float32 (parameters.Length): running mean of the squared gradient, where the algorithm has one.</summary>
    Tensor SecondMoment { get; }

    /// <summary>The global norm of the gradients as they lie in the buffer.</summary>
    double GradientNorm();

    /// <summary>Updates every weight and zeroes the gradients.</summary>
    /// <param name="step">This update's number, from 1.</param>
    /// <param name="learningRate">This update's.</param>
    /// <param name="gradientScale">What gradients are multiplied by first: clipping and the mean over tokens in one.</param>
    void Step(long step, double learningRate, double gradientScale);
}
