using GptOperator.Crds.Attributes;

namespace GptOperator.Crds.Spec;

/// <summary>How long an ended job is kept, by its outcome. What is not given is kept until someone deletes it.</summary>
public sealed record TtlSpec
{
    /// <summary>Seconds after which a job that succeeded is deleted; 0 deletes it at once.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1000000000)]
    public int? Succeeded { get; init; }

    /// <summary>Seconds after which a job that failed is deleted; 0 deletes it at once.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(1000000000)]
    public int? Failed { get; init; }
}
