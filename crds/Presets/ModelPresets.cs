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
        return new ModelShape(
            model.Architecture,
            hiddenSize,
            model.NumHiddenLayers ?? layers,
            model.NumAttentionHeads ?? heads,
            model.IntermediateSize ?? 4 * hiddenSize,
            model.ContextLength ?? context,
            model.Dropout ?? 0,
            model.Bias ?? true,
            model.TieWordEmbeddings ?? true);
    }

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
