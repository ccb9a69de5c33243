using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>The text to train on.</summary>
public sealed record DataSpec
{
    /// <summary>Where the text comes from, read in this order.</summary>
    [Required]
    [Items(1, MaxItems = 256)]
    [ListMapKey("name")]
    public IReadOnlyList<DataSource> Sources { get; init; } = [];

    /// <summary>What is mended in and removed from the text; nothing when not given.</summary>
    public CleaningSpec? Cleaning { get; init; }

    /// <summary>Which text is held back to measure the model on.</summary>
    public ValidationSplitSpec Validation { get; init; } = new();
}
