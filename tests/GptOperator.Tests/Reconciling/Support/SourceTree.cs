namespace GptOperator.Tests.Reconciling.Support;

/// <summary>The folder of these tests' sources, so that regenerated files land where they are committed.</summary>
internal static class SourceTree
{
    public static string Folder { get; } = Path.Combine(Root(AppContext.BaseDirectory), "tests", "GptOperator.Tests", "Reconciling");

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "GptOperator.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
