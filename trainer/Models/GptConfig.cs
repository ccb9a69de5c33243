namespace GptTrainer.Models;

/// <summary>The shape of a GPT-2 model. Shapes in this folder use V vocabulary, C hidden size, H heads, D = C / H, B sequences, T tokens.</summary>
internal sealed record GptConfig
{
    public required int VocabularySize { get; init; }

    /// <summary>Longest sequence in tokens; the number of learned positions.</summary>
    public required int ContextLength { get; init; }

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    /// <summary>Share of activations zeroed while training.</summary>
    public double Dropout { get; init; }

    public bool Bias { get; init; } = true;

    public bool TieWordEmbeddings { get; init; } = true;

    public double LayerNormEpsilon { get; init; } = 1e-5;

    public int HeadSize => HiddenSize / Heads;
}
