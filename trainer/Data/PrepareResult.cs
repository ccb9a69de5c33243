namespace GptTrainer.Data;

/// <summary>What the stage prepare left in the store.</summary>
internal sealed record PrepareResult(DatasetLocation Location, DatasetManifest Manifest);
