namespace GptOperator.Benchmark.Cluster;

/// <summary>Reads single fields of compact JSON; a whole parse of every event would be load of the benchmark's own.</summary>
internal static class JsonText
{
    /// <summary>The first string field of that name, after the first mention of <paramref name="after"/>.</summary>
    public static string Field(string json, string name, string after = "{")
    {
        var field = $"\"{name}\":\"";
        var start = json.IndexOf(field, json.IndexOf(after, StringComparison.Ordinal), StringComparison.Ordinal) + field.Length;
        return json[start..json.IndexOf('"', start)];
    }
}
