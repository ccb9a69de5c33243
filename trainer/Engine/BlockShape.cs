namespace GptTrainer.Engine;

/// <summary>The sizes of a block.</summary>
/// <param name="Width">C</param>
/// <param name="Attention">H, G and D.</param>
/// <param name="Expanded">U, elements of the activation's input row</param>
/// <param name="Intermediate">F, elements of its output row</param>
internal readonly record struct BlockShape(int Width, AttentionShape Attention, int Expanded, int Intermediate);
