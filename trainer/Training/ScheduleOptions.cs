using GptOperator.Crds.Spec;

namespace GptTrainer.Training;

/// <summary>The learning rate's course.</summary>
internal sealed record ScheduleOptions
{
    public ScheduleType Type { get; init; } = ScheduleType.Cosine;

    /// <summary>The learning rate at the end of the warm-up.</summary>
    public double Peak { get; init; } = 6e-4;

    /// <summary>The learning rate at the end of the decay.</summary>
    public double Minimum { get; init; } = 6e-5;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Steps, warm-up included, before the decay begins; for a decay at the end only.</summary>
    public int StableSteps { get; init; }

    /// <summary>Steps, warm-up included, after which the minimum is reached.</summary>
    public int DecaySteps { get; init; } = 2000;
}
