namespace GptOperator.Crds.Tests.Support;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "GptOperator.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
