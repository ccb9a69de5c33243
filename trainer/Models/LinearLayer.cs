using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>y = x W + b, with W stored (in, out) as GPT-2's Conv1D does.</summary>
internal sealed class LinearLayer(ParameterBuffer parameters, string name)
{
    private readonly Tensor weight = parameters[$"{name}.weight"];
    private readonly Tensor? bias = parameters.Find($"{name}.bias");

    /// <param name="x">float32 (N, in)</param>
    /// <returns>float32 (N, out)</returns>
    public Tensor Forward(Tensor x) => bias is null ? x.mm(weight) : bias.addmm(x, weight);
}
