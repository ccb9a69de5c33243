namespace GptOperator.Faults.Simulation;

/// <summary>Lists that show the past.</summary>
/// <param name="Age">How many revisions old they are.</param>
/// <param name="Resource">Of which kind; null for all.</param>
internal sealed record OldLists(long Age, string? Resource = null);
