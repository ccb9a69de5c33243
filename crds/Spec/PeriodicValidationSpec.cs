using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How the model is measured while it trains.</summary>
public sealed record PeriodicValidationSpec
{
    /// <summary>Steps between two measurements; 0 means only after the last step.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(100000000)]
    public int Every { get; init; } = 250;

    /// <summary>Batches in one measurement, the same ones each time.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(100000)]
    public int Batches { get; init; } = 20;
}
