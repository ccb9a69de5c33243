namespace GptOperator.Crds.Spec;

/// <summary>What is mended in and removed from the text before it is tokenized.</summary>
public sealed record CleaningSpec
{
    /// <summary>Whether control characters are removed and UTF-8 that was once read as Windows-1252 (such as CafÃ© for Café) is mended.</summary>
    public bool RepairUnicode { get; init; } = true;

    /// <summary>Replaces personal data by placeholders; none is replaced when not given.</summary>
    public AnonymizationSpec? Anonymization { get; init; }
}
