namespace GptTrainer.Data;

/// <summary>The local files that a source stands for.</summary>
/// <param name="Field">The source.</param>
/// <param name="Paths">In the order in which they are read.</param>
/// <param name="Named">
/// Whether the source names its one file. Then the file must be text; among many, one that is not is passed over and
/// counted.
/// </param>
internal sealed record SourceFiles(SourceField Field, IReadOnlyList<string> Paths, bool Named)
{
    /// <summary>Sizes of all files together, as a measure of progress.</summary>
    public long TotalBytes => Paths.Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0);
}
