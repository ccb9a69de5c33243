using static TorchSharp.torch;

namespace GptTrainer.Training;

/// <summary>Changes the weights by their gradients; this is what it remembers from step to step.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>float32 (parameters.Length): running mean of the gradient.</summary>
    Tensor FirstMoment { get; }

    /// <summary>float32 (parameters.Length): running mean of the squared gradient, where the algorithm has one.</summary>
    Tensor SecondMoment { get; }
}
