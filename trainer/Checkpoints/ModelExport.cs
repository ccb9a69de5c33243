using System.Globalization;
using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Status;
using GptOperator.Crds.Trainer;
using GptTrainer.Models;
using GptTrainer.Storage;
using GptTrainer.Tokenization;
using GptTrainer.Training;

namespace GptTrainer.Checkpoints;

/// <summary>
/// The trained model in Hugging Face's layout. training_results.json is written last; it says which configuration the
/// model is of, so that a stage that runs again finds its work done.
/// </summary>
internal sealed class ModelExport(IObjectStore store, PretrainPlan plan)
{
    private const string ResultsFile = "training_results.json";

    /// <summary>The results of this configuration's finished training; null when there is none.</summary>
    public async Task<ResultsStatus?> FindAsync(CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(Key(ResultsFile), cancellationToken);
        if (stream is null) return null;
        try
        {
            var finished = await JsonSerializer.DeserializeAsync<FinishedTraining>(stream, ContractJson.Options, cancellationToken);
            return finished?.Configuration == plan.Hash ? finished.Results : null;
        }
        catch (JsonException)
        {
            // Whatever it is, it is not this training's; it will be written anew.
            return null;
        }
    }

    public async Task WriteAsync(ParameterBuffer parameters, ITokenizer tokenizer, ResultsStatus results, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(Key(ResultsFile), cancellationToken);
        await TokenizerFiles.SaveAsync(store, StoreLayout.Model, tokenizer, cancellationToken);
        await WriteJsonAsync("config.json", HuggingFaceConfig.Of(plan.Config, tokenizer.EndOfTextId), cancellationToken);
        await WriteJsonAsync("generation_config.json", new { bos_token_id = tokenizer.EndOfTextId, eos_token_id = tokenizer.EndOfTextId, do_sample = true, temperature = 0.8 }, cancellationToken);
        await store.WriteAsync(Key(CheckpointFiles.Model), (stream, ct) => SafetensorsWriter.WriteAsync(stream, HuggingFaceWeights.Of(plan.Config, parameters), ct), cancellationToken);
        await store.WriteAsync(Key("README.md"), (stream, ct) => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Card(results)), ct).AsTask(), cancellationToken);
        await WriteJsonAsync(ResultsFile, new FinishedTraining(plan.Hash, results), cancellationToken);
    }

    private Task WriteJsonAsync<T>(string name, T value, CancellationToken cancellationToken) => store.WriteAsync(
        Key(name), (stream, ct) => JsonSerializer.SerializeAsync(stream, value, ContractJson.Indented, ct), cancellationToken);

    private string Card(ResultsStatus results) => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        library_name: transformers
        pipeline_tag: text-generation
        ---
        # {(plan.Config.Architecture == ModelArchitecture.Llama ? "Llama" : "GPT-2")} model trained by GptOperator

        | | |
        |---|---|
        | parameters | {results.Parameters:N0} |
        | layers, heads, hidden size | {plan.Config.Layers}, {plan.Config.Heads}, {plan.Config.HiddenSize} |
        | context length | {plan.Config.ContextLength} tokens |
        | vocabulary | {plan.Config.VocabularySize} |
        | training | {plan.Options.Steps} steps of {(long)plan.Options.BatchSize * plan.Options.AccumulationSteps * plan.Config.ContextLength} tokens, {plan.Options.OptimizerType}, seed {plan.Options.Seed} |
        | validation loss | {results.ValidationLoss:F4} nats a token |
        | unigram entropy of the same text | {results.UnigramEntropy:F4} nats a token |

        Continue a text: `gpt-trainer generate DIR --prompt "Once"`, or load the folder with
        `transformers.AutoModelForCausalLM.from_pretrained`.

        """);

    private static string Key(string name) => $"{StoreLayout.Model}/{name}";

    private sealed record FinishedTraining(string Configuration, ResultsStatus Results);
}
