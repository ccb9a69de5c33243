namespace GptTrainer.Models;

/// <summary>How much a model computes.</summary>
internal static class ModelArithmetic
{
    /// <summary>
    /// Floating-point operations of a forward and backward pass for one token: 6 for each weight that it is multiplied
    /// with, and 12 L C T for attention over T tokens (Chowdhery et al., "PaLM", 2022, appendix B). Causal masks halve
    /// what attention needs, which the formula leaves out by convention.
    /// </summary>
    public static double OperationsPerToken(GptConfig config, int length)
    {
        var multiplied = GptParameters.Of(config).Where(parameter => parameter.IsHiddenMatrix).Sum(parameter => parameter.Elements)
            + (long)config.VocabularySize * config.HiddenSize;
        return 6.0 * multiplied + 12.0 * config.Layers * config.HiddenSize * length;
    }
}
