namespace GptTrainer.Training;

/// <summary>AdamW's constants but the learning rate, which the schedule gives.</summary>
internal sealed record AdamWOptions
{
    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.95;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decay of Muon's momentum.</summary>
    public double Momentum { get; init; } = 0.95;

    public double WeightDecay { get; init; } = 0.1;
}
