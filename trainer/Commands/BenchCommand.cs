using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Benchmarks;
using GptTrainer.Engine;

namespace GptTrainer.Commands;

/// <summary>gpt-trainer bench: how fast this machine trains a model, and where a step's time goes.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var architecture = new Option<ModelArchitecture>("--architecture") { Description = "gpt2 or llama." };
        var preset = new Option<ModelPreset>("--preset") { Description = "The model's shape: nano, micro, small, medium, large, xl.", DefaultValueFactory = _ => ModelPreset.Nano };
        var context = new Option<int?>("--context") { Description = "Tokens in a sequence. Default: the preset's." };
        var batch = Positive("--batch", "Sequences in a step.", 12);
        var vocabulary = Positive("--vocabulary", "Tokens that the model knows.", 65);
        var steps = Positive("--steps", "Steps that are timed.", 20);
        var threads = Positive("--threads", "Threads.", Environment.ProcessorCount);
        var peer = new Option<string?>("--peer") { Description = "A command that trains the same: it prints 'ready', then for each line that it reads the milliseconds of one step." };
        var device = DeviceOption.Create();
        var precision = new Option<Precision>("--precision") { Description = "On a GPU: auto, fp32, tf32 or bf16.", DefaultValueFactory = _ => Precision.Auto, CustomParser = PrecisionOf };
        var peak = new Option<double?>("--peak") { Description = "Peak of the device in TFLOP/s, which MFU is a share of. Default: its data sheet's, for GPUs that are known." };
        var command = new Command("bench", "Times training steps on random tokens.") { architecture, preset, context, batch, vocabulary, steps, threads, device, precision, peak, peer };
        command.SetAction((parsed, cancellationToken) => RunAsync(new BenchmarkOptions
        {
            Model = new ModelSpec
            {
                Architecture = parsed.GetValue(architecture),
                Preset = parsed.GetValue(preset),
                ContextLength = parsed.GetValue(context),
            },
            BatchSize = parsed.GetValue(batch),
            VocabularySize = parsed.GetValue(vocabulary),
            Steps = parsed.GetValue(steps),
            Threads = parsed.GetValue(threads),
            Target = DeviceOption.Of(parsed.GetValue(device)) is { } gpu ? new TorchTarget(gpu, TrainingDevice.ArithmeticOf(parsed.GetValue(precision))) : null,
            Precision = parsed.GetValue(precision),
            PeakFlops = parsed.GetValue(peak) * 1e12,
            Peer = parsed.GetValue(peer),
        }, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var result = await TrainingBenchmark.RunAsync(options, cancellationToken);
        Console.WriteLine(result.ToText());
        return TrainerExitCode.Completed;
    }

    private static Precision PrecisionOf(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        try
        {
            return JsonSerializer.Deserialize<Precision>(JsonSerializer.Serialize(text));
        }
        catch (JsonException)
        {
            result.AddError($"--precision is {text}; set it to auto, fp32, tf32 or bf16.");
            return default;
        }
    }

    private static Option<int> Positive(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {otherwise.ToString(CultureInfo.InvariantCulture)}.", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 1) result.AddError($"{name} is {result.GetValueOrDefault<int>()}; set it to 1 or more.");
        });
        return option;
    }
}
