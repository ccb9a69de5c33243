namespace GptOperator.Tests.Reconciling.Support;

/// <summary>The folder of these tests' sources, so that regenerated files land where they are committed.</summary>
internal static class SourceTree
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = RootOf(AppContext.BaseDirectory);

    public static string Folder { get; } = Path.Combine(Root, "tests", "GptOperator.Tests", "Reconciling");

    private static string RootOf(string folder) => File.Exists(Path.Combine(folder, "GptOperator.sln")) ? folder : RootOf(Path.GetDirectoryName(folder)!);
}
