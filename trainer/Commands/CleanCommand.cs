using System.CommandLine;
using GptOperator.Crds.Spec;
using GptOperator.Crds.Trainer;
using GptTrainer.Data;
using GptTrainer.Data.Cleaning;
using GptTrainer.Reporting;

namespace GptTrainer.Commands;

/// <summary>gpt-trainer clean: shows what cleaning does to a text.</summary>
internal static class CleanCommand
{
    private const int SamplesPerRule = 3;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A UTF-8 text." };
        var output = new Option<string?>("--output") { Description = "Where the cleaned text goes. Default: nowhere, only the account of it is shown." };
        var job = new Option<string?>("--job") { Description = "File with a GptTrainingJob whose spec.data.cleaning is applied. Default: all rules." };
        var command = new Command("clean", "Cleans a text and shows what went and why.") { file, output, job };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(output), parsed.GetValue(job), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? output, string? job, CancellationToken cancellationToken)
    {
        try
        {
            if (output is not null && Path.GetFullPath(output) == Path.GetFullPath(file))
                throw new DataException($"--output '{output}' is the text itself; give another file.");
            var samples = new CleaningSamples(SamplesPerRule);
            var cleaner = new ChunkCleaner(new TextCleaner(SpecOf(job), samples.Add));
            var tally = new CleaningTally();
            await using var writer = output is null ? StreamWriter.Null : new StreamWriter(output);
            await foreach (var chunk in cleaner.CleanAsync(new TextFileReader(file).ReadAsync(cancellationToken), tally, cancellationToken))
                await writer.WriteAsync(chunk.Text.AsMemory(), cancellationToken);
            Show(tally, samples);
            return TrainerExitCode.Completed;
        }
        catch (Exception fault) when (fault is DataException or JobException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(fault.Message.ReplaceLineEndings(" "));
            return TrainerExitCode.InvalidData;
        }
    }

    private static CleaningSpec SpecOf(string? job) => job is null
        ? new CleaningSpec { Anonymization = new AnonymizationSpec() }
        : TrainerJob.Read(job).Data.Cleaning
            ?? throw new DataException($"--job '{job}' has no spec.data.cleaning; add it, or leave --job out for all rules.");

    private static void Show(CleaningTally tally, CleaningSamples samples)
    {
        if (tally.Counts.Count == 0)
            Console.WriteLine("Nothing to clean.");
        foreach (var (rule, count) in tally.Counts)
        {
            Console.WriteLine($"{rule,-18}{count,10}");
            foreach (var (before, after) in samples.Samples.GetValueOrDefault(rule) ?? [])
                Console.WriteLine($"  - {before}\n  + {after}");
        }
    }
}
