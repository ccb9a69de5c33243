namespace EndToEnd.Tests.Support;

/// <summary>The checkout that the tests run in, and the programs that were built from it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Operator => Program("operator", "gpt-operator");

    public static string Trainer => Program("trainer", "gpt-trainer");

    public static string Kubectl(string version) => Tool($"kubectl-{version}/kubectl");

    public static string Tool(string path) => Path.Combine(Root, ".tools", path) is var tool && File.Exists(tool)
        ? tool
        : throw new FileNotFoundException($"{tool} is missing; 'make test' brings it.");

    /// <summary>bin/CONFIGURATION/FRAMEWORK is the same for every project of one build.</summary>
    private static string Program(string project, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, project, "bin", output.Parent!.Name, output.Name, name);
    }

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "GptOperator.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
