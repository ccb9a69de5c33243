using System.Text.Json.Serialization;
using GptTrainer.Models;

namespace GptTrainer.Checkpoints;

/// <summary>A GPT-2 config.json as the transformers library reads it.</summary>
internal sealed record HuggingFaceGpt2Config
{
    private const string Activation = "gelu_new";

    [JsonPropertyName("architectures")]
    public IReadOnlyList<string> Architectures { get; init; } = ["GPT2LMHeadModel"];

    [JsonPropertyName("model_type")]
    public string ModelType { get; init; } = "gpt2";

    [JsonPropertyName("vocab_size")]
    public int VocabularySize { get; init; }

    [JsonPropertyName("n_positions")]
    public int Positions { get; init; }

    [JsonPropertyName("n_embd")]
    public int HiddenSize { get; init; }

    [JsonPropertyName("n_layer")]
    public int Layers { get; init; }

    [JsonPropertyName("n_head")]
    public int Heads { get; init; }

    /// <summary>Null means four times the hidden size.</summary>
    [JsonPropertyName("n_inner")]
    public int? Inner { get; init; }

    [JsonPropertyName("activation_function")]
    public string ActivationFunction { get; init; } = Activation;

    [JsonPropertyName("embd_pdrop")]
    public double EmbeddingDropout { get; init; }

    [JsonPropertyName("resid_pdrop")]
    public double ResidualDropout { get; init; }

    [JsonPropertyName("attn_pdrop")]
    public double AttentionDropout { get; init; }

    [JsonPropertyName("layer_norm_epsilon")]
    public double LayerNormEpsilon { get; init; } = 1e-5;

    [JsonPropertyName("initializer_range")]
    public double InitializerRange { get; init; } = 0.02;

    [JsonPropertyName("tie_word_embeddings")]
    public bool TieWordEmbeddings { get; init; } = true;

    [JsonPropertyName("bos_token_id")]
    public int? BeginId { get; init; }

    [JsonPropertyName("eos_token_id")]
    public int? EndId { get; init; }

    [JsonPropertyName("torch_dtype")]
    public string Type { get; init; } = "float32";

    public static HuggingFaceGpt2Config Of(GptConfig config, int? endOfText) => new()
    {
        VocabularySize = config.VocabularySize,
        Positions = config.ContextLength,
        HiddenSize = config.HiddenSize,
        Layers = config.Layers,
        Heads = config.Heads,
        Inner = config.IntermediateSize,
        EmbeddingDropout = config.Dropout,
        ResidualDropout = config.Dropout,
        AttentionDropout = config.Dropout,
        LayerNormEpsilon = config.NormEpsilon,
        TieWordEmbeddings = config.TieWordEmbeddings,
        BeginId = endOfText,
        EndId = endOfText,
    };

    /// <exception cref="InvalidDataException">The model is of another kind than this trainer runs, or its sizes make no model.</exception>
    public GptConfig ToConfig(string path)
    {
        if (ActivationFunction != Activation)
            throw new InvalidDataException($"{path}: activation_function is '{ActivationFunction}'; only {Activation} is supported.");
        if (Math.Min(Math.Min(VocabularySize, Positions), Math.Min(Layers, Heads)) < 1 || HiddenSize < 1 || HiddenSize % Heads != 0)
            throw new InvalidDataException($"{path}: vocab_size, n_positions, n_layer and n_head must be at least 1 and n_embd a multiple of n_head.");
        return new GptConfig
        {
            VocabularySize = VocabularySize,
            ContextLength = Positions,
            HiddenSize = HiddenSize,
            Layers = Layers,
            Heads = Heads,
            IntermediateSize = Inner ?? 4 * HiddenSize,
            NormEpsilon = LayerNormEpsilon,
            TieWordEmbeddings = TieWordEmbeddings,
        };
    }
}
