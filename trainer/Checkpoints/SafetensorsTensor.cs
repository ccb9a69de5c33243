namespace GptTrainer.Checkpoints;

/// <summary>A float32 tensor to write.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Elements in each dimension.</param>
/// <param name="Elements">Row by row.</param>
internal sealed record SafetensorsTensor(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Elements);
