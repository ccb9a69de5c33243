using System.CommandLine;
using GptOperator.Faults.Runs;
using GptOperator.Faults.Sequences;
using GptOperator.Faults.Simulation;

var only = new Option<string>("--only") { Description = "Scenarios whose name holds this.", DefaultValueFactory = _ => "" };
var sequences = new Option<int>("--sequences") { Description = "How many random sequences.", DefaultValueFactory = _ => 5000 };
var seed = new Option<string?>("--seed") { Description = "Play one random sequence again, and nothing else: the seed that a failure printed." };
var command = new RootCommand("Kills the operator after every write, holds back what it sees, and plays random sequences.") { only, sequences, seed };
command.SetAction(parsed =>
{
    if (parsed.GetValue(seed) is { } failed)
    {
        RandomSequences.Sample(1, new OperatorTraits(), failed);
        return 0;
    }
    var selection = new FaultSelection { Only = parsed.GetValue(only)!, Sequences = parsed.GetValue(sequences) };
    return new FaultSuite(selection, TextWriter.Synchronized(Console.Out)).Run() == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();
