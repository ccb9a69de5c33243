namespace GptTrainer.Checkpoints;

/// <summary>What a checkpoint's manifest.json says. It is written last: without it the checkpoint does not exist.</summary>
internal sealed record CheckpointManifest
{
    public const string FileName = "manifest.json";

    public required long Step { get; init; }

    /// <summary>The checkpoint's other files by name.</summary>
    public required IReadOnlyDictionary<string, ManifestFile> Files { get; init; }
}
