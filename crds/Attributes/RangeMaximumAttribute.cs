namespace GptOperator.Crds.Attributes;

/// <summary>The greatest value that the number may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMaximumAttribute(double maximum) : Attribute
{
    public double Maximum { get; } = maximum;

    /// <summary>Whether the bound itself is out of range.</summary>
    public bool ExclusiveMaximum { get; init; }
}
