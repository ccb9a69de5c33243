using System.CommandLine;
using System.Text.Json;
using GptOperator.Crds;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;
using GptOperator.Crds.Validation;
using GptOperator.Estimation;

namespace GptOperator.Commands;

/// <summary><c>gpt-operator estimate FILE</c>: what training a job takes, without a cluster.</summary>
internal static class EstimateCommand
{
    /// <summary>What well-kept trainers of models of this size reach on one node: nanoGPT and llm.c report 30 to 60% with 16 bits.</summary>
    private const double UsualUtilization = 0.35;

    private const string Help = """
        Estimate parameters, FLOPs, memory and time of a GptTrainingJob, without a cluster.

        Parameters are counted from the model's shape. FLOPs a token: 6N + 12LHT (Chowdhery et al., PaLM, 2022, appendix B).
        Memory: 16 bytes a parameter (Rajbhandari et al., ZeRO, 2020, section 3.1) and TBHL(34 + 5AT/H) bytes of activations in
        16 bits, twice that in float32 (Korthikanti et al., 2022, equation 2), for plain attention and no recomputation.
        Time: FLOPs over the GPU's peak by its data sheet, times the share of it that is reached (--utilization).
        """;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "YAML or JSON file with GptTrainingJobs." };
        var vocabulary = new Option<long?>("--vocab-size") { Description = $"Size of the vocabulary. Else the job's; {JobEstimate.AssumedCharacters} for type character.", HelpName = "N" };
        var gpus = new Option<int?>("--gpus") { Description = "GPUs that share the work. Else the job's, and 1 where it has none.", HelpName = "N" };
        var utilization = new Option<double>("--utilization") { Description = "Share of a GPU's peak that training reaches, from 0 to 1.", HelpName = "SHARE", DefaultValueFactory = _ => UsualUtilization };
        Bound(vocabulary, value => value is > 0, "1 or more");
        Bound(gpus, value => value is > 0, "1 or more");
        Bound(utilization, value => value is > 0 and <= 1, "more than 0 and at most 1");
        var command = new Command("estimate", Help) { file, vocabulary, gpus, utilization };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            job => EstimateText.Lines(job, JobEstimate.Of(job, parsed.GetValue(vocabulary), parsed.GetValue(gpus)), parsed.GetValue(utilization)),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string file, Func<GptTrainingJob, IEnumerable<string>> tell, TextWriter output, TextWriter error)
    {
        try
        {
            foreach (var json in JobFile.Read(file))
            {
                var faults = JobValidator.Validate(json);
                foreach (var fault in faults)
                    error.WriteLine($"{file}: {fault.Message}");
                if (faults.Count > 0)
                    return TrainerExitCode.InvalidJob;
                foreach (var line in tell(json.Deserialize<GptTrainingJob>(ContractJson.Options)!))
                    output.WriteLine(line);
            }
            return 0;
        }
        catch (FormatException e)
        {
            error.WriteLine(e.Message);
            return TrainerExitCode.InvalidJob;
        }
    }

    private static void Bound<T>(Option<T> option, Func<T?, bool> holds, string range) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && !result.Errors.Any() && !holds(result.GetValueOrDefault<T>()))
            result.AddError($"{option.Name} is {result.Tokens[0].Value}; set it to {range}.");
    });
}
