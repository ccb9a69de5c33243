namespace GptTrainer.Models;

/// <summary>A linear layer's name and sizes.</summary>
/// <param name="Name">Without .weight and .bias.</param>
/// <param name="Inputs">Elements of an input row.</param>
/// <param name="Outputs">Elements of an output row.</param>
internal sealed record Projection(string Name, int Inputs, int Outputs);
