using System.Security.Cryptography;

namespace EndToEnd.Tests.Support;

/// <summary>A folder of a test's own with a text to train on, and jobs over it.</summary>
internal sealed class Workspace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gptoperator-").FullName;

    public string TextFile => Path.Combine(Folder, "text.txt");

    public Workspace() => File.WriteAllText(TextFile, Text(lines: 600));

    /// <summary>Writes a job's file.</summary>
    /// <returns>the file's path</returns>
    public string Write(string name, string yaml)
    {
        var path = Path.Combine(Folder, $"{name}.yaml");
        File.WriteAllText(path, yaml);
        return path;
    }

    /// <summary>A job with a tiny model over the workspace's text.</summary>
    public static string Job(string name, int steps, string uri = "text.txt", string? checkpoint = null, string extra = "") => $"""
        apiVersion: gptoperator.io/v1alpha1
        kind: GptTrainingJob
        metadata:
          name: {name}
        spec:
          model:
            preset: nano
            hiddenSize: 32
            numHiddenLayers: 2
            numAttentionHeads: 2
            contextLength: 32
          tokenizer:
            type: character
          data:
            sources:
              - name: text
                uri: {uri}
          pretraining:
            steps: {steps}
            batchSize: 4
            optimizer:
              learningRate: 0.003
            validation:
              every: 0
          checkpoint:
            uri: {checkpoint ?? "out/" + name}
            every: 100
          retry:
            initialDelay: 1s
        {extra}
        """;

    /// <summary>SHA-256 of the weights that a finished job left.</summary>
    public string HashOfModel(string job) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, $"out/{job}/model/model.safetensors"))));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Text with something to learn: short sentences from a small grammar, the same each time.</summary>
    private static string Text(int lines)
    {
        string[] who = ["the operator", "a worker", "the trainer", "one pod", "the model"];
        string[] does = ["reads", "writes", "keeps", "counts", "forgets"];
        string[] what = ["a token", "the text", "every step", "its loss", "the checkpoint"];
        var random = new Random(7);
        return string.Concat(Enumerable.Range(0, lines).Select(_ => $"{Pick(who)} {Pick(does)} {Pick(what)}.\n"));

        string Pick(string[] words) => words[random.Next(words.Length)];
    }
}
