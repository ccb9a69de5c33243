using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>The model's shape: a preset, each field of which can be overridden.</summary>
public sealed record ModelSpec
{
    /// <summary>The family of the model.</summary>
    public ModelArchitecture Architecture { get; init; } = ModelArchitecture.Gpt2;

    /// <summary>
    /// The shape to start from, as layers, heads, hidden size, context length:
    /// nano 4, 4, 128, 64; micro 6, 6, 384, 256; small 12, 12, 768, 1024 (124M parameters with GPT-2's vocabulary);
    /// medium 24, 16, 1024, 1024; large 36, 20, 1280, 1024; xl 48, 25, 1600, 1024.
    /// </summary>
    public ModelPreset Preset { get; init; } = ModelPreset.Nano;

    /// <summary>Width of the residual stream; a multiple of numAttentionHeads.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(65536)]
    public int? HiddenSize { get; init; }

    /// <summary>Number of transformer blocks.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1024)]
    public int? NumHiddenLayers { get; init; }

    /// <summary>Number of attention heads in a block.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1024)]
    public int? NumAttentionHeads { get; init; }

    /// <summary>Heads that hold keys and values, shared by groups of query heads; for llama, and a divisor of numAttentionHeads. Default: numAttentionHeads.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1024)]
    public int? NumKeyValueHeads { get; init; }

    /// <summary>Width of a block's feed-forward layer. Default: 4 times hiddenSize for gpt2; for llama two thirds of that, rounded up to a multiple of 64.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(262144)]
    public int? IntermediateSize { get; init; }

    /// <summary>Longest sequence, in tokens, that the model attends over; also the length of a training sequence.</summary>
    [RangeMinimum(2)]
    [RangeMaximum(8192)]
    public int? ContextLength { get; init; }

    /// <summary>Share of activations zeroed while training.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1, ExclusiveMaximum = true)]
    public double? Dropout { get; init; }

    /// <summary>Base of the rotary positions' frequencies; for llama. Default: 10000.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000000000)]
    public double? RopeTheta { get; init; }

    /// <summary>Whether linear layers and LayerNorms have a bias. Default: true for gpt2; llama has none.</summary>
    public bool? Bias { get; init; }

    /// <summary>Whether the output layer shares the token embedding's weights. Default: true for gpt2, false for llama.</summary>
    public bool? TieWordEmbeddings { get; init; }
}
