using GptOperator.Crds.Spec;

namespace GptOperator.Crds.Presets;

/// <summary>A model's shape with every field decided: the preset with the spec's overrides.</summary>
public sealed record ModelShape(
    ModelArchitecture Architecture,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int NumKeyValueHeads,
    int IntermediateSize,
    int ContextLength,
    double RopeTheta,
    double Dropout,
    bool Bias,
    bool TieWordEmbeddings);
