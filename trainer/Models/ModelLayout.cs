using GptOperator.Crds.Spec;

namespace GptTrainer.Models;

/// <summary>What an architecture's parts are named and how their weights lie: Hugging Face's names and layouts.</summary>
internal sealed record ModelLayout
{
    /// <summary>The head's weight, there only when the token embedding is not the head too.</summary>
    public const string Head = "lm_head.weight";

    public required string TokenEmbedding { get; init; }

    /// <summary>Null for a model that turns its queries and keys instead.</summary>
    public string? PositionEmbedding { get; init; }

    public required string FinalNorm { get; init; }

    /// <summary>Linear weights are (in, out), as GPT-2's Conv1D stores them; else (out, in).</summary>
    public required bool InputMajor { get; init; }

    /// <summary>LayerNorm; else RMSNorm.</summary>
    public required bool CenteredNorm { get; init; }

    public required IReadOnlyList<LayerLayout> Layers { get; init; }

    public static ModelLayout Of(GptConfig config) => config.Architecture switch
    {
        ModelArchitecture.Gpt2 => Gpt2(config),
        ModelArchitecture.Llama => Llama(config),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Architecture, "unknown architecture"),
    };

    private static ModelLayout Gpt2(GptConfig config) => new()
    {
        TokenEmbedding = "transformer.wte.weight",
        PositionEmbedding = "transformer.wpe.weight",
        FinalNorm = "transformer.ln_f",
        InputMajor = true,
        CenteredNorm = true,
        Layers = [.. Enumerable.Range(0, config.Layers).Select(index => Gpt2Layer(config, $"transformer.h.{index}"))],
    };

    private static LayerLayout Gpt2Layer(GptConfig config, string name) => new()
    {
        AttentionNorm = $"{name}.ln_1",
        QueryKeyValue = [new($"{name}.attn.c_attn", config.HiddenSize, 3 * config.HiddenSize)],
        AttentionOutput = new($"{name}.attn.c_proj", config.HiddenSize, config.HiddenSize),
        FeedForwardNorm = $"{name}.ln_2",
        Expand = [new($"{name}.mlp.c_fc", config.HiddenSize, config.IntermediateSize)],
        Contract = new($"{name}.mlp.c_proj", config.IntermediateSize, config.HiddenSize),
    };

    private static ModelLayout Llama(GptConfig config) => new()
    {
        TokenEmbedding = "model.embed_tokens.weight",
        FinalNorm = "model.norm",
        InputMajor = false,
        CenteredNorm = false,
        Layers = [.. Enumerable.Range(0, config.Layers).Select(index => LlamaLayer(config, $"model.layers.{index}"))],
    };

    private static LayerLayout LlamaLayer(GptConfig config, string name)
    {
        var (width, shared) = (config.HiddenSize, config.KeyValueHeads * config.HeadSize);
        return new LayerLayout
        {
            AttentionNorm = $"{name}.input_layernorm",
            QueryKeyValue =
            [
                new($"{name}.self_attn.q_proj", width, width),
                new($"{name}.self_attn.k_proj", width, shared),
                new($"{name}.self_attn.v_proj", width, shared),
            ],
            AttentionOutput = new($"{name}.self_attn.o_proj", width, width),
            FeedForwardNorm = $"{name}.post_attention_layernorm",
            Expand = [new($"{name}.mlp.gate_proj", width, config.IntermediateSize), new($"{name}.mlp.up_proj", width, config.IntermediateSize)],
            Contract = new($"{name}.mlp.down_proj", config.IntermediateSize, width),
        };
    }
}
