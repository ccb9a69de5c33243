using GptTrainer.Models;
using GptTrainer.Training;

namespace GptTrainer.Engine;

/// <summary>Where a <see cref="ParameterBuffer"/>'s parameters and gradients lie.</summary>
internal sealed unsafe class ParameterMemory(ParameterBuffer parameters)
{
    private readonly float* values = TensorMemory.Pointer(parameters.Values);
    private readonly float* gradients = TensorMemory.Pointer(parameters.Gradients);

    /// <summary>The parameter's first element; null when the model has none of that name.</summary>
    public float* Value(string name) => parameters.Find(name) is null ? null : values + parameters.OffsetOf(name);

    /// <summary>The first element of its gradient; null when the model has none of that name.</summary>
    public float* Gradient(string name) => parameters.Find(name) is null ? null : gradients + parameters.OffsetOf(name);
}
