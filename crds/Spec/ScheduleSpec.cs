using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How the learning rate changes over the steps.</summary>
public sealed record ScheduleSpec
{
    /// <summary>The course after the warm-up.</summary>
    public ScheduleType Type { get; init; } = ScheduleType.Cosine;

    /// <summary>Steps in which the learning rate rises linearly to its peak; at most pretraining.steps.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100000000)]
    public int WarmupSteps { get; init; }

    /// <summary>Steps of the decay at the end, for type warmupStableDecay. Default: a fifth of the steps.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(100000000)]
    public int? DecaySteps { get; init; }

    /// <summary>The learning rate that the decay ends at. Default: a tenth of the peak.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1)]
    public double? MinLearningRate { get; init; }
}
