using System.Text.Json.Nodes;

namespace GptOperator.Crds.Serialization;

/// <summary>Reads the GptTrainingJobs of a YAML or JSON file.</summary>
public static class JobFile
{
    /// <summary>The file's documents of kind GptTrainingJob, not yet validated.</summary>
    /// <exception cref="FormatException">The file cannot be read, is no YAML, or holds no GptTrainingJob; the message names the file and the mend.</exception>
    public static IReadOnlyList<JsonObject> Read(string path)
    {
        IReadOnlyList<JsonNode> documents;
        try
        {
            documents = YamlJson.ParseAll(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{path} cannot be read: {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} is not YAML: {e.Message}", e);
        }
        var jobs = documents.OfType<JsonObject>().Where(d => d["kind"]?.ToString() is null or GptTrainingJob.KindName).ToList();
        return jobs.Count > 0 ? jobs : throw new FormatException($"{path} has no document of kind {GptTrainingJob.KindName}; begin one with 'kind: {GptTrainingJob.KindName}'.");
    }
}
