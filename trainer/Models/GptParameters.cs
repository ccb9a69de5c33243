namespace GptTrainer.Models;

/// <summary>The parameters of a GPT-2 model, in Hugging Face's names, layout and order.</summary>
internal static class GptParameters
{
    public const string TokenEmbedding = "transformer.wte.weight";
    public const string PositionEmbedding = "transformer.wpe.weight";
    public const string FinalNorm = "transformer.ln_f";
    public const string Head = "lm_head.weight";
    private const double Deviation = 0.02;

    public static string Layer(int index) => $"transformer.h.{index}";

    public static IReadOnlyList<ParameterSpec> Of(GptConfig config)
    {
        long width = config.HiddenSize, inner = config.IntermediateSize;
        // Each block adds twice to the residual stream; this keeps its variance from growing with depth (GPT-2, section 2.3).
        var residual = Deviation / Math.Sqrt(2.0 * config.Layers);
        var all = new List<ParameterSpec>
        {
            new(TokenEmbedding, [config.VocabularySize, width], Deviation),
            new(PositionEmbedding, [config.ContextLength, width], Deviation),
        };
        for (var i = 0; i < config.Layers; i++)
        {
            var layer = Layer(i);
            AddNorm(all, config, $"{layer}.ln_1");
            AddLinear(all, config, $"{layer}.attn.c_attn", width, 3 * width, Deviation);
            AddLinear(all, config, $"{layer}.attn.c_proj", width, width, residual);
            AddNorm(all, config, $"{layer}.ln_2");
            AddLinear(all, config, $"{layer}.mlp.c_fc", width, inner, Deviation);
            AddLinear(all, config, $"{layer}.mlp.c_proj", inner, width, residual);
        }
        AddNorm(all, config, FinalNorm);
        if (!config.TieWordEmbeddings) all.Add(new(Head, [config.VocabularySize, width], Deviation));
        return all;
    }

    public static long Count(GptConfig config) => Of(config).Sum(parameter => parameter.Elements);

    private static void AddNorm(List<ParameterSpec> all, GptConfig config, string name)
    {
        all.Add(new($"{name}.weight", [config.HiddenSize], 0, 1));
        if (config.Bias) all.Add(new($"{name}.bias", [config.HiddenSize], 0));
    }

    private static void AddLinear(List<ParameterSpec> all, GptConfig config, string name, long width, long outputs, double deviation)
    {
        all.Add(new($"{name}.weight", [width, outputs], deviation));
        if (config.Bias) all.Add(new($"{name}.bias", [outputs], 0));
    }
}
