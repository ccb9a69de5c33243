using System.CommandLine;
using GptOperator.Crds.Generation;

namespace GptOperator.Commands;

/// <summary><c>gpt-operator crd</c>: prints the CustomResourceDefinition.</summary>
internal static class CrdCommand
{
    public static Command Create()
    {
        var command = new Command("crd", "Print the CustomResourceDefinition of GptTrainingJob, ready for kubectl apply -f -.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(CrdGenerator.GenerateYaml()));
        return command;
    }
}
