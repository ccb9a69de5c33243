using System.CommandLine;
using GptOperator.Commands;
using GptOperator.Jobs;
using GptOperator.Local.Commands;

var root = new RootCommand("Trains GPT models from GptTrainingJob resources on Kubernetes.")
{
    RunCommand.Create(GptTrainingJobController.Create),
    LocalCommand.Create(),
    CrdCommand.Create(),
    ValidateCommand.Create(),
    EstimateCommand.Create(),
};
// A trainer's grace period, in which it takes its checkpoint, is longer than the two seconds that a command gets by default.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
