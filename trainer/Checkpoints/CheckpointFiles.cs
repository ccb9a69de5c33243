namespace GptTrainer.Checkpoints;

/// <summary>The names of a checkpoint's files.</summary>
internal static class CheckpointFiles
{
    public const string Model = "model.safetensors";
    public const string Optimizer = "optimizer.safetensors";
    public const string State = "state.json";

    /// <summary>All that a manifest must name.</summary>
    public static IReadOnlyList<string> All { get; } = [Model, Optimizer, State];
}
