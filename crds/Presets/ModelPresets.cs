using GptOperator.Crds.Spec;

namespace GptOperator.Crds.Presets;

/// <summary>
/// The numbers behind <see cref="ModelPreset"/>. nano and micro are nanoGPT's CPU and character-level configurations,
/// the others GPT-2's four sizes (Radford et al., 2019).
/// </summary>
public static class ModelPresets
{
    /// <summary>The preset of <paramref name="model"/> with its overrides laid over.</summary>
    public static ModelShape Resolve(ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (layers, heads, hidden, context) = Sizes(model.Preset);
        var hiddenSize = model.HiddenSize ?? hidden;
        var isGpt2 = model.Architecture == ModelArchitecture.Gpt2;
        var attentionHeads = model.NumAttentionHeads ?? heads;
        return new ModelShape(
            model.Architecture,
            hiddenSize,
            model.NumHiddenLayers ?? layers,
            attentionHeads,
            model.NumKeyValueHeads ?? attentionHeads,
            model.IntermediateSize ?? (isGpt2 ? 4 * hiddenSize : GatedWidth(hiddenSize)),
            model.ContextLength ?? context,
            model.RopeTheta ?? 10000,
            model.Dropout ?? 0,
            model.Bias ?? isGpt2,
            model.TieWordEmbeddings ?? isGpt2);
    }

    // A gated layer has three matrices instead of two: two thirds of the width keep its size (Shazeer, 2020).
    private static int GatedWidth(int hiddenSize) => ((8 * hiddenSize / 3) + 63) / 64 * 64;

    private static (int Layers, int Heads, int Hidden, int Context) Sizes(ModelPreset preset) => preset switch
    {
        ModelPreset.Nano => (4, 4, 128, 64),
        ModelPreset.Micro => (6, 6, 384, 256),
        ModelPreset.Small => (12, 12, 768, 1024),
        ModelPreset.Medium => (24, 16, 1024, 1024),
        ModelPreset.Large => (36, 20, 1280, 1024),
        ModelPreset.Xl => (48, 25, 1600, 1024),
        _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "unknown preset"),
    };
}
