namespace GptTrainer.Checkpoints;

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">Number format as the file spells it, such as F32.</param>
/// <param name="Shape">Elements in each dimension; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
internal sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End);
