using System.Text.Json.Serialization;
using GptOperator.Crds.Spec;
using GptTrainer.Models;

namespace GptTrainer.Checkpoints;

/// <summary>A Llama config.json as the transformers library reads it.</summary>
internal sealed record HuggingFaceLlamaConfig
{
    private const string SiLu = "silu";

    [JsonPropertyName("architectures")]
    public IReadOnlyList<string> Architectures { get; init; } = ["LlamaForCausalLM"];

    [JsonPropertyName("model_type")]
    public string ModelType { get; init; } = "llama";

    [JsonPropertyName("vocab_size")]
    public int VocabularySize { get; init; }

    [JsonPropertyName("max_position_embeddings")]
    public int Positions { get; init; }

    [JsonPropertyName("hidden_size")]
    public int HiddenSize { get; init; }

    [JsonPropertyName("intermediate_size")]
    public int IntermediateSize { get; init; }

    [JsonPropertyName("num_hidden_layers")]
    public int Layers { get; init; }

    [JsonPropertyName("num_attention_heads")]
    public int Heads { get; init; }

    /// <summary>Null means as many as query heads.</summary>
    [JsonPropertyName("num_key_value_heads")]
    public int? KeyValueHeads { get; init; }

    /// <summary>Null means the hidden size over the heads.</summary>
    [JsonPropertyName("head_dim")]
    public int? HeadSize { get; init; }

    [JsonPropertyName("hidden_act")]
    public string Activation { get; init; } = SiLu;

    [JsonPropertyName("rms_norm_eps")]
    public double NormEpsilon { get; init; } = 1e-6;

    [JsonPropertyName("rope_theta")]
    public double? RopeTheta { get; init; }

    /// <summary>Where newer releases of the library keep the rotary base.</summary>
    [JsonPropertyName("rope_parameters")]
    public RotaryParameters? Rotary { get; init; }

    [JsonPropertyName("attention_bias")]
    public bool AttentionBias { get; init; }

    [JsonPropertyName("mlp_bias")]
    public bool FeedForwardBias { get; init; }

    [JsonPropertyName("attention_dropout")]
    public double AttentionDropout { get; init; }

    [JsonPropertyName("initializer_range")]
    public double InitializerRange { get; init; } = 0.02;

    [JsonPropertyName("tie_word_embeddings")]
    public bool TieWordEmbeddings { get; init; }

    [JsonPropertyName("bos_token_id")]
    public int? BeginId { get; init; }

    [JsonPropertyName("eos_token_id")]
    public int? EndId { get; init; }

    [JsonPropertyName("torch_dtype")]
    public string Type { get; init; } = "float32";

    public static HuggingFaceLlamaConfig Of(GptConfig config, int? endOfText) => new()
    {
        VocabularySize = config.VocabularySize,
        Positions = config.ContextLength,
        HiddenSize = config.HiddenSize,
        IntermediateSize = config.IntermediateSize,
        Layers = config.Layers,
        Heads = config.Heads,
        KeyValueHeads = config.KeyValueHeads,
        HeadSize = config.HeadSize,
        NormEpsilon = config.NormEpsilon,
        RopeTheta = config.RopeTheta,
        Rotary = new RotaryParameters("default", config.RopeTheta),
        AttentionDropout = config.Dropout,
        TieWordEmbeddings = config.TieWordEmbeddings,
        BeginId = endOfText,
        EndId = endOfText,
    };

    /// <exception cref="InvalidDataException">The model is of another kind than this trainer runs, or its sizes make no model.</exception>
    public GptConfig ToConfig(string path)
    {
        if (Activation != SiLu) throw new InvalidDataException($"{path}: hidden_act is '{Activation}'; only {SiLu} is supported.");
        if (AttentionBias || FeedForwardBias) throw new InvalidDataException($"{path}: attention_bias and mlp_bias must be false; Llama models with biases are not supported.");
        if (Rotary is { Type: not "default" }) throw new InvalidDataException($"{path}: rope_type is '{Rotary.Type}'; only default is supported.");
        if (new[] { VocabularySize, Positions, Layers, Heads, HiddenSize, IntermediateSize, KeyValueHeads ?? 1 }.Min() < 1
            || HiddenSize % Heads != 0 || Heads % (KeyValueHeads ?? Heads) != 0 || (HeadSize ?? HiddenSize / Heads) != HiddenSize / Heads)
            throw new InvalidDataException($"{path}: every size must be at least 1, hidden_size a multiple of num_attention_heads, which num_key_value_heads must divide, and head_dim their quotient.");
        return new GptConfig
        {
            Architecture = ModelArchitecture.Llama,
            VocabularySize = VocabularySize,
            ContextLength = Positions,
            HiddenSize = HiddenSize,
            Layers = Layers,
            Heads = Heads,
            KeyValueHeads = KeyValueHeads ?? Heads,
            IntermediateSize = IntermediateSize,
            NormEpsilon = NormEpsilon,
            RopeTheta = RopeTheta ?? Rotary?.Theta ?? 10000,
            Bias = false,
            TieWordEmbeddings = TieWordEmbeddings,
        };
    }

    /// <summary>How rotary positions turn.</summary>
    /// <param name="Type">default for none of the stretched variants.</param>
    /// <param name="Theta">Base of the frequencies.</param>
    internal sealed record RotaryParameters(
        [property: JsonPropertyName("rope_type")] string? Type, [property: JsonPropertyName("rope_theta")] double? Theta);
}
