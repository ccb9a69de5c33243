using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>One place that text comes from.</summary>
public sealed record DataSource
{
    /// <summary>The source's name in statistics and messages, unique in the job.</summary>
    [Required]
    [Length(1, MaxLength = 63)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Explanation = "lower-case letters, digits and '-', such as 'my-books'")]
    public string Name { get; init; } = "";

    /// <summary>
    /// A file, a folder (every text file beneath it), a glob such as <c>docs/**/*.md</c>, or an https URL.
    /// A path without a scheme is relative to the trainer's working directory: <c>/workspace</c> in the image,
    /// the folder where <c>gpt-operator local</c> was started on a laptop.
    /// </summary>
    [Required]
    [Length(1, MaxLength = 2048)]
    public string Uri { get; init; } = "";

    /// <summary>Globs of files beneath a folder or matched by a glob that are left out.</summary>
    [Items(0, MaxItems = 64)]
    public IReadOnlyList<string>? Exclude { get; init; }
}
