using static TorchSharp.torch;

namespace GptTrainer.Models;

/// <summary>y = x W + b, or several such layers side by side.</summary>
internal sealed class LinearLayer
{
    private readonly (Tensor Weight, Tensor? Bias)[] parts;
    private readonly bool inputMajor;
    private readonly ScalarType arithmetic;

    /// <param name="layout">Whether weights are stored (in, out) or (out, in).</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="arithmetic">The number format that weights and input are cast to.</param>
    /// <param name="projections">Each gives its part of an output row.</param>
    public LinearLayer(ModelLayout layout, ParameterBuffer parameters, ScalarType arithmetic, params IReadOnlyList<Projection> projections)
    {
        (inputMajor, this.arithmetic) = (layout.InputMajor, arithmetic);
        parts = [.. projections.Select(part => (parameters[$"{part.Name}.weight"], parameters.Find($"{part.Name}.bias")))];
    }

    /// <param name="x">(N, in)</param>
    /// <returns>(N, out) in the layer's number format</returns>
    public Tensor Forward(Tensor x)
    {
        x = x.As(arithmetic);
        return parts.Length == 1 ? Apply(parts[0], x) : cat([.. parts.Select(part => Apply(part, x))], 1);
    }

    private Tensor Apply((Tensor Weight, Tensor? Bias) part, Tensor x)
    {
        var weight = part.Weight.As(arithmetic);
        if (!inputMajor) weight = weight.t();
        return part.Bias is null ? x.mm(weight) : part.Bias.As(arithmetic).addmm(x, weight);
    }
}
