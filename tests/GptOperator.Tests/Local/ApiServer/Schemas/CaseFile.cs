using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

/// <summary>The golden cases: a schema, requests, and the answers of a real API server.</summary>
public static class CaseFile
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder(), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static JsonObject Read(string name) => (JsonObject)JsonNode.Parse(File.ReadAllText(At(name)))!;

    public static IReadOnlyList<CaseStep> Steps(JsonObject file) =>
        [.. ((JsonArray)file["steps"]!).Select(step => CaseStep.Read((JsonObject)step!))];

    /// <summary>Puts a real server's answers in the file, on request only.</summary>
    public static void Write(string name, JsonObject file, IReadOnlyList<JsonObject> outcomes)
    {
        for (var i = 0; i < outcomes.Count; i++)
            file["steps"]![i]!["expect"] = outcomes[i];
        File.WriteAllText(At(name), file.ToJsonString(Pretty) + "\n");
    }

    private static string At(string name) => Path.Combine(Folder(), name + ".json");

    private static string Folder([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Cases");
}
