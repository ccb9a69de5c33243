namespace GptTrainer.Models;

/// <summary>One parameter: its Hugging Face name, its shape, and how it begins.</summary>
/// <param name="Name">The name in model.safetensors.</param>
/// <param name="Shape">As Hugging Face stores it.</param>
/// <param name="InitialDeviation">Standard deviation of the normal distribution it is drawn from; 0 for none.</param>
/// <param name="InitialValue">The value of every element when nothing is drawn.</param>
/// <param name="Hidden">False for embeddings and the head, whose rows are looked up or score one token each.</param>
internal sealed record ParameterSpec(string Name, long[] Shape, double InitialDeviation, float InitialValue = 0, bool Hidden = true)
{
    public long Elements => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Biases and norms' gains are not decayed: pulling them to zero only hurts.</summary>
    public bool Decayed => Shape.Length > 1;

    /// <summary>Whether it is a matrix between hidden layers, which Muon's update is meant for.</summary>
    public bool IsHiddenMatrix => Hidden && Shape.Length == 2;
}
