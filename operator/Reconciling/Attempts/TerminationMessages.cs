using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;

namespace GptOperator.Reconciling.Attempts;

/// <summary>Reads what a container left at its end: a trainer's JSON, or the last lines of its log where it could not write that.</summary>
internal static class TerminationMessages
{
    private const int LongestExcerpt = 1024;

    /// <returns>Null where the text is not what a trainer writes.</returns>
    public static TerminationMessage? Parse(string? text)
    {
        if (text is null || !text.AsSpan().TrimStart().StartsWith("{"))
            return null;
        try
        {
            return JsonSerializer.Deserialize<TerminationMessage>(text, ContractJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The last line of a text, as one line for a person; empty where there is none.</summary>
    public static string LastLine(string? text)
    {
        var line = (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt];
    }
}
