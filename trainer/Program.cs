using System.CommandLine;
using GptTrainer.Commands;
using GptTrainer.Native;

ThreadWaiting.Limit();
var root = new RootCommand("Prepares data for, trains and samples GPT models as a GptTrainingJob says.")
{
    RunCommand.Create(),
    GenerateCommand.Create(),
    BenchCommand.Create(),
    CleanCommand.Create(),
};
// A stage decides itself when it has stopped: after SIGTERM it still stores a checkpoint, for as long as that takes.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
