using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;

namespace GptOperator.Tests.Reconciling.Support;

/// <summary>Folders of cases. With GPTOPERATOR_UPDATE_CASES=1 the expectations are written anew; read the difference before committing it.</summary>
internal static class Golden
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("GPTOPERATOR_UPDATE_CASES") == "1";

    public static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateDirectories(Path.Combine(SourceTree.Folder, folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static JsonObject Read(string folder, string name, string file) =>
        YamlJson.ParseAll(File.ReadAllText(Path.Combine(SourceTree.Folder, folder, name, file))).Single().AsObject();

    public static void Compare(string folder, string name, string file, JsonNode actual)
    {
        var path = Path.Combine(SourceTree.Folder, folder, name, file);
        var text = YamlJson.Write(actual);
        if (Update)
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
