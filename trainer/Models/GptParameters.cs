namespace GptTrainer.Models;

/// <summary>The parameters of a model, in Hugging Face's names, layout and order.</summary>
internal static class GptParameters
{
    private const double Deviation = 0.02;

    public static IReadOnlyList<ParameterSpec> Of(GptConfig config)
    {
        long width = config.HiddenSize;
        var layout = ModelLayout.Of(config);
        // Each block adds twice to the residual stream; this keeps its variance from growing with depth (GPT-2, section 2.3).
        var residual = Deviation / Math.Sqrt(2.0 * config.Layers);
        var all = new List<ParameterSpec> { new(layout.TokenEmbedding, [config.VocabularySize, width], Deviation, Hidden: false) };
        if (layout.PositionEmbedding is { } positions) all.Add(new(positions, [config.ContextLength, width], Deviation, Hidden: false));
        foreach (var layer in layout.Layers)
        {
            AddNorm(layer.AttentionNorm);
            foreach (var part in layer.QueryKeyValue) AddLinear(part, Deviation);
            AddLinear(layer.AttentionOutput, residual);
            AddNorm(layer.FeedForwardNorm);
            foreach (var part in layer.Expand) AddLinear(part, Deviation);
            AddLinear(layer.Contract, residual);
        }
        AddNorm(layout.FinalNorm);
        if (!config.TieWordEmbeddings) all.Add(new(ModelLayout.Head, [config.VocabularySize, width], Deviation, Hidden: false));
        return all;

        void AddNorm(string name)
        {
            all.Add(new($"{name}.weight", [width], 0, 1));
            if (config.Bias && layout.CenteredNorm) all.Add(new($"{name}.bias", [width], 0));
        }

        void AddLinear(Projection part, double deviation)
        {
            all.Add(new($"{part.Name}.weight", layout.InputMajor ? [part.Inputs, part.Outputs] : [part.Outputs, part.Inputs], deviation));
            if (config.Bias) all.Add(new($"{part.Name}.bias", [part.Outputs], 0));
        }
    }

    public static long Count(GptConfig config) => Of(config).Sum(parameter => parameter.Elements);
}
