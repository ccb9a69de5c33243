using GptOperator.Crds.Spec;
using GptTrainer.Models;

namespace GptTrainer.Engine;

/// <summary>Makes a model's parts on its parameters.</summary>
internal sealed unsafe class EngineParts : IDisposable
{
    private readonly GptConfig config;
    private readonly ModelLayout layout;

    public EngineParts(GptConfig config, ParameterBuffer parameters)
    {
        (this.config, layout, Memory) = (config, ModelLayout.Of(config), new ParameterMemory(parameters));
        if (layout.PositionEmbedding is null) Rotary = new RotaryPositions(config.ContextLength, config.HeadSize, config.RopeTheta);
        Activation = config.Architecture == ModelArchitecture.Llama ? new SwiGlu(config.IntermediateSize) : new Gelu(config.IntermediateSize);
    }

    public ParameterMemory Memory { get; }

    /// <summary>Null for a model with learned positions.</summary>
    public RotaryPositions? Rotary { get; }

    public IActivation Activation { get; }

    public Normalization Norm(string name) => new(
        Memory.Value($"{name}.weight"), Memory.Value($"{name}.bias"), Memory.Gradient($"{name}.weight"), Memory.Gradient($"{name}.bias"),
        config.HiddenSize, (float)config.NormEpsilon, layout.CenteredNorm);

    public LinearProjection Projection(Projection part) =>
        new(Memory, part.Name, part.Inputs, part.Outputs, layout.InputMajor);

    public EmbeddingTable Embedding() => layout.PositionEmbedding is { } positions
        ? new(Memory.Value(layout.TokenEmbedding), Memory.Gradient(layout.TokenEmbedding), Memory.Value(positions), Memory.Gradient(positions), config.HiddenSize)
        : new(Memory.Value(layout.TokenEmbedding), Memory.Gradient(layout.TokenEmbedding), null, null, config.HiddenSize);

    public void Dispose() => Rotary?.Dispose();
}
