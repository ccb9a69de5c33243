using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>y = x W + b, or several such layers side by side.</summary>
internal sealed class LinearLayer
{
    private readonly (Tensor Weight, Tensor? Bias)[] parts;
    private readonly bool inputMajor;

    /// <param name="layout">Whether weights are stored (in, out) or (out, in).</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="projections">Each gives its part of an output row.</param>
    public LinearLayer(ModelLayout layout, ParameterBuffer parameters, params IReadOnlyList<Projection> projections)
    {
        inputMajor = layout.InputMajor;
        parts = [.. projections.Select(part => (parameters[$"{part.Name}.weight"], parameters.Find($"{part.Name}.bias")))];
    }

    /// <param name="x">float32 (N, in)</param>
    /// <returns>float32 (N, out)</returns>
    public Tensor Forward(Tensor x) => parts.Length == 1 ? Apply(parts[0], x) : cat([.. parts.Select(part => Apply(part, x))], 1);

    private Tensor Apply((Tensor Weight, Tensor? Bias) part, Tensor x)
    {
        var weight = inputMajor ? part.Weight : part.Weight.t();
        return part.Bias is null ? x.mm(weight) : part.Bias.addmm(x, weight);
    }
}
