using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>A container made ready to start: what its process, its exec probes and its hooks run with.</summary>
internal sealed record ContainerSetup
{
    public required IReadOnlyList<string> Command { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required PathRewriter Paths { get; init; }

    public LaunchRequest Request(string outputPath) => new()
    {
        Command = Command,
        Environment = Environment,
        WorkingDirectory = WorkingDirectory,
        OutputPath = outputPath,
    };

    /// <summary>Another command in the same surroundings, as kubectl exec would run it.</summary>
    public LaunchRequest Request(V1ExecAction action, string outputPath) =>
        Request(outputPath) with { Command = [.. action.Command.Select(Paths.Rewrite)] };
}
