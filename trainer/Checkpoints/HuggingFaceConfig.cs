using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using GptTrainer.Models;

namespace GptTrainer.Checkpoints;

/// <summary>The config.json of a model as the transformers library reads and writes it.</summary>
internal static class HuggingFaceConfig
{
    /// <summary>What to write for a model.</summary>
    public static object Of(GptConfig config, int? endOfText) => config.Architecture == ModelArchitecture.Llama
        ? HuggingFaceLlamaConfig.Of(config, endOfText)
        : HuggingFaceGpt2Config.Of(config, endOfText);

    /// <exception cref="InvalidDataException">It is malformed, or the model is of a kind that this trainer does not run.</exception>
    public static GptConfig Read(string path)
    {
        try
        {
            var json = File.ReadAllBytes(path);
            return JsonSerializer.Deserialize<Kind>(json, ContractJson.Options)?.ModelType switch
            {
                "gpt2" => JsonSerializer.Deserialize<HuggingFaceGpt2Config>(json, ContractJson.Options)!.ToConfig(path),
                "llama" => JsonSerializer.Deserialize<HuggingFaceLlamaConfig>(json, ContractJson.Options)!.ToConfig(path),
                var other => throw new InvalidDataException($"{path}: model_type is '{other}'; only gpt2 and llama are supported."),
            };
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is not a model's configuration: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    private sealed record Kind([property: System.Text.Json.Serialization.JsonPropertyName("model_type")] string? ModelType);
}
