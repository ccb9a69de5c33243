namespace GptOperator.Faults.Runs;

/// <summary>Two final states, line by line.</summary>
internal static class StateDifference
{
    private const int MostLines = 12;

    /// <returns>null where they are equal.</returns>
    public static string? Between(string expected, string actual)
    {
        if (expected == actual)
            return null;
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var missing = left.Except(right).Select(line => $"- {line.Trim()}");
        var added = right.Except(left).Select(line => $"+ {line.Trim()}");
        return $"the final state differs from the undisturbed run's:\n{string.Join('\n', missing.Concat(added).Take(MostLines))}";
    }
}
