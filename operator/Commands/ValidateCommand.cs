using System.CommandLine;
using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Validation;

namespace GptOperator.Commands;

/// <summary><c>gpt-operator validate FILE...</c>: says everything that is wrong with jobs, without a cluster.</summary>
internal static class ValidateCommand
{
    /// <summary>Exit code for jobs with faults, as the trainer's for a wrong job.</summary>
    private const int Invalid = Crds.Trainer.TrainerExitCode.InvalidJob;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "YAML or JSON files with GptTrainingJobs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check GptTrainingJobs without a cluster; exit code 64 if one has a fault.") { files };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return parsed.GetRequiredValue(files).Select(file => Check(file, output, error)).ToList().Max();
        });
        return command;
    }

    private static int Check(string file, TextWriter output, TextWriter error)
    {
        try
        {
            return JobFile.Read(file).Select(job => Report(file, job, output, error)).ToList().Max();
        }
        catch (FormatException e)
        {
            error.WriteLine(e.Message);
            return Invalid;
        }
    }

    private static int Report(string file, JsonObject job, TextWriter output, TextWriter error)
    {
        var faults = JobValidator.Validate(job);
        foreach (var fault in faults)
            error.WriteLine($"{file}: {fault.Message}");
        if (faults.Count == 0)
            output.WriteLine($"{file}: {job["metadata"]!["name"] ?? job["metadata"]!["generateName"]} is valid");
        return faults.Count == 0 ? 0 : Invalid;
    }
}
