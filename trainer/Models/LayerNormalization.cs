using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Models;

/// <summary>LayerNorm over the last dimension, with or without a bias.</summary>
internal sealed class LayerNormalization(GptConfig config, ParameterBuffer parameters, string name)
{
    private readonly Tensor weight = parameters[$"{name}.weight"];
    private readonly Tensor? bias = parameters.Find($"{name}.bias");
    private readonly long[] shape = [config.HiddenSize];

    /// <param name="x">float32 (N, C)</param>
    /// <returns>float32 (N, C)</returns>
    public Tensor Forward(Tensor x) => functional.layer_norm(x, shape, weight, bias, config.LayerNormEpsilon);
}
