using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GptTrainer.Models;

/// <summary>LayerNorm, with or without a bias, or RMSNorm over the last dimension.</summary>
internal sealed class Normalization(GptConfig config, ModelLayout layout, ParameterBuffer parameters, string name)
{
    private readonly Tensor weight = parameters[$"{name}.weight"];
    private readonly Tensor? bias = parameters.Find($"{name}.bias");
    private readonly long[] shape = [config.HiddenSize];

    /// <param name="x">float32 (N, C)</param>
    /// <returns>float32 (N, C)</returns>
    public Tensor Forward(Tensor x) => layout.CenteredNorm
        ? functional.layer_norm(x, shape, weight, bias, config.NormEpsilon)
        : x * rsqrt(x.pow(2).mean([-1], keepdim: true) + config.NormEpsilon) * weight;
}
