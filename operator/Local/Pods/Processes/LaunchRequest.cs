namespace GptOperator.Local.Pods;

internal sealed record LaunchRequest
{
    /// <summary>The program, then its arguments. A program without a slash is looked up in <see cref="Environment"/>'s PATH.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment; nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Receives stdout and stderr, in the order in which they were written. Created or truncated.</summary>
    public required string OutputPath { get; init; }
}
