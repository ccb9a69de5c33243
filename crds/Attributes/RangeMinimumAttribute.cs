namespace GptOperator.Crds.Attributes;

/// <summary>The least value that the number may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(double minimum) : Attribute
{
    public double Minimum { get; } = minimum;

    /// <summary>Whether the bound itself is out of range.</summary>
    public bool ExclusiveMinimum { get; init; }
}
