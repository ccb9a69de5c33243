using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>Which text is held back to measure the model on.</summary>
public sealed record ValidationSplitSpec
{
    /// <summary>Share of each source's text, at its end, that is held back.</summary>
    [RangeMinimum(0, ExclusiveMinimum = true)]
    [RangeMaximum(0.5)]
    public double Fraction { get; init; } = 0.1;
}
