using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>Which personal data is replaced by placeholders, such as &lt;EMAIL&gt;.</summary>
public sealed record AnonymizationSpec
{
    /// <summary>The kinds to replace; all when not given.</summary>
    [Items(1, MaxItems = 8)]
    public IReadOnlyList<PersonalDataKind>? Kinds { get; init; }
}
