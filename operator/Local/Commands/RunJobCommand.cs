using System.CommandLine;
using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;
using GptOperator.Crds.Validation;
using GptOperator.Local.Cluster;

namespace GptOperator.Local.Commands;

/// <summary><c>gpt-operator local run FILE</c>: applies jobs and follows each to its end.</summary>
internal static class RunJobCommand
{
    private const int Interrupted = 130;

    private static readonly Argument<string> JobArgument = new("FILE") { Description = "A YAML or JSON file with GptTrainingJobs." };

    private static readonly Option<bool> Replace = new("--replace") { Description = "Delete a job of the same name first; its checkpoints stay." };

    public static Command Create()
    {
        var shared = new LocalCommandOptions();
        var command = new Command("run", "Train the jobs of a file and follow them; with no cluster up, one is started for as long as they run.") { JobArgument, Replace };
        shared.AddTo(command);
        command.SetAction((parsed, cancellationToken) => LocalCommand.GuardAsync(parsed, () => RunAsync(parsed, shared, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, LocalCommandOptions shared, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var jobs = Read(parsed.GetRequiredValue(JobArgument));
        var faults = jobs.SelectMany(JobValidator.Validate).ToList();
        foreach (var fault in faults)
            await error.WriteLineAsync(fault.Message);
        if (faults.Count > 0)
            return TrainerExitCode.InvalidJob;

        var options = shared.Read(parsed);
        try
        {
            await using var session = await LocalSession.OpenAsync(options, cancellationToken);
            await output.WriteLineAsync($"From another terminal: kubectl --kubeconfig {Path.GetRelativePath(".", options.Folder.KubeConfig)} get gptj -w");
            var code = 0;
            foreach (var job in jobs)
                code = Math.Max(code, await session.TrainAsync(job, parsed.GetValue(Replace), output, error, cancellationToken));
            return code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped, with a checkpoint taken; run the same command again, without --replace, to go on.");
            return Interrupted;
        }
    }

    private static IReadOnlyList<JsonObject> Read(string file)
    {
        try
        {
            return JobFile.Read(file);
        }
        catch (FormatException e)
        {
            throw new LocalClusterException(e.Message, e);
        }
    }
}
