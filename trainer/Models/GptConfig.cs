using GptOperator.Crds.Spec;

namespace GptTrainer.Models;

/// <summary>
/// The shape of a model. Shapes in this folder use V vocabulary, C hidden size, H heads, G key and value heads,
/// D = C / H, F intermediate size, B sequences, T tokens.
/// </summary>
internal sealed record GptConfig
{
    public ModelArchitecture Architecture { get; init; } = ModelArchitecture.Gpt2;

    public required int VocabularySize { get; init; }

    /// <summary>Longest sequence in tokens; the number of learned positions.</summary>
    public required int ContextLength { get; init; }

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Heads that hold keys and values; it divides <see cref="Heads"/>, and is the same without grouped queries.</summary>
    public int KeyValueHeads { get => field > 0 ? field : Heads; init; }

    public required int IntermediateSize { get; init; }

    /// <summary>Share of activations zeroed while training.</summary>
    public double Dropout { get; init; }

    public bool Bias { get; init; } = true;

    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Added to the variance in a norm.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Base of the rotary embeddings' frequencies; of no meaning to GPT-2.</summary>
    public double RopeTheta { get; init; } = 10000;

    public int HeadSize => HiddenSize / Heads;
}
