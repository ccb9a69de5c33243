namespace GptTrainer.Training;

/// <summary>Everything about pretraining that changes the weights, so that its hash names them.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Optimizer steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Sequences in one forward and backward pass.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes whose gradients are averaged into one step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    public long Seed { get; init; } = 1337;

    public AdamWOptions Optimizer { get; init; } = new();

    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>Global gradient norm above which gradients are scaled down to it; 0 means never.</summary>
    public double MaxGradientNorm { get; init; } = 1;
}
