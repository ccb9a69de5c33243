namespace GptOperator.Local.ApiServer.Patching;

/// <summary>An apply without force would change fields of other managers: HTTP 409 with one cause per field.</summary>
internal sealed class ApplyConflictException(IReadOnlyList<ApplyConflict> conflicts) : Exception(Describe(conflicts))
{
    public const string CauseReason = "FieldManagerConflict";

    public IReadOnlyList<ApplyConflict> Conflicts { get; } = conflicts;

    private static string Describe(IReadOnlyList<ApplyConflict> conflicts)
    {
        if (conflicts.Count == 1)
            return $"Apply failed with 1 conflict: {conflicts[0].Message}: {conflicts[0].Field}";
        var lines = conflicts.GroupBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Select(conflict => $"- {conflict.Field}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join("\n", lines)}";
    }
}
