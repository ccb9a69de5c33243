using System.CommandLine;
using GptOperator.Crds.Trainer;
using GptTrainer.Checkpoints;
using GptTrainer.Models;
using GptTrainer.Storage;
using GptTrainer.Tokenization;
using static TorchSharp.torch;

namespace GptTrainer.Commands;

/// <summary>gpt-trainer generate: continues a prompt with a trained model.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("MODEL_DIR") { Description = "Folder of the model: {checkpoint.uri}/model of a finished job." };
        var prompt = new Option<string>("--prompt") { Description = "The text to continue.", DefaultValueFactory = _ => "" };
        var tokens = new Option<int>("--max-new-tokens") { Description = "Most tokens to add.", DefaultValueFactory = _ => 256 };
        var temperature = new Option<double>("--temperature") { Description = "Above 1 bolder, below 1 safer, 0 always the likeliest token.", DefaultValueFactory = _ => 0.8 };
        var topK = new Option<int>("--top-k") { Description = "Choose among that many of the likeliest tokens; 0 means all.", DefaultValueFactory = _ => 200 };
        var topP = new Option<double>("--top-p") { Description = "Choose among the likeliest tokens that together have this probability.", DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "Equal seeds give equal texts.", DefaultValueFactory = _ => 1337 };
        var device = DeviceOption.Create();
        Bound(tokens, value => value is >= 1 and <= 1_000_000, "a number from 1 to 1000000");
        Bound(temperature, value => value is >= 0 and <= 100, "a number from 0 to 100");
        Bound(topK, value => value >= 0, "0 or more");
        Bound(topP, value => value is > 0 and <= 1, "above 0 and at most 1");
        var command = new Command("generate", "Continues a prompt with a trained model.") { folder, prompt, tokens, temperature, topK, topP, seed, device };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(prompt), new SamplingOptions
        {
            MaxNewTokens = parsed.GetValue(tokens),
            Temperature = parsed.GetValue(temperature),
            TopK = parsed.GetValue(topK),
            TopP = parsed.GetValue(topP),
            Seed = parsed.GetValue(seed),
        }, DeviceOption.Of(parsed.GetValue(device)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string prompt, SamplingOptions options, Device? device, CancellationToken cancellationToken)
    {
        try
        {
            using var model = ModelFolder.Load(folder, device);
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            var tokenizer = await TokenizerFiles.LoadAsync(ObjectStores.Open(Path.GetDirectoryName(path) ?? path), Path.GetFileName(path), cancellationToken)
                ?? throw new InvalidDataException($"MODEL_DIR '{folder}' has no {TokenizerFiles.TokenizerFile}; give the folder 'model' of a finished job.");
            if (tokenizer.VocabSize > model.Model.Config.VocabularySize)
                throw new InvalidDataException($"MODEL_DIR '{folder}' has a tokenizer of {tokenizer.VocabSize} ids for a model of {model.Model.Config.VocabularySize}; they do not belong together.");
            var ids = new TextGenerator(model.Model).Generate(Prompts.Encode(tokenizer, prompt), options, tokenizer.EndOfTextId)
                .TakeWhile(_ => !cancellationToken.IsCancellationRequested).ToList();
            Console.WriteLine(prompt + tokenizer.Decode(ids));
            return TrainerExitCode.Completed;
        }
        catch (Exception fault) when (fault is InvalidDataException or StorageException or UnknownCharacterException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(fault.Message.ReplaceLineEndings(" "));
            return TrainerExitCode.InvalidData;
        }
    }

    private static void Bound<T>(Option<T> option, Func<T, bool> holds, string range) => option.Validators.Add(result =>
    {
        if (result.Errors.Any() || result.GetValueOrDefault<T>() is not { } value || holds(value)) return;
        result.AddError($"{option.Name} is {value}; set it to {range}.");
    });
}
