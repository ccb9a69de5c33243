using System.CommandLine;
using GptOperator.Local.Cluster;

namespace GptOperator.Local.Commands;

/// <summary><c>gpt-operator local</c>: a cluster on this machine.</summary>
internal static class LocalCommand
{
    public static Command Create() => new("local", "Train on this machine, with no cluster at hand.")
    {
        UpCommand.Create(),
        RunJobCommand.Create(),
        DownCommand.Create(),
    };

    /// <summary>Turns what the user can mend into one line on standard error and exit code 1.</summary>
    public static async Task<int> GuardAsync(ParseResult parsed, Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (LocalClusterException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"gpt-operator: {e.Message}");
            return 1;
        }
    }
}
