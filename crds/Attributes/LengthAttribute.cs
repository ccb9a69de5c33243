namespace GptOperator.Crds.Attributes;

/// <summary>Bounds on the length of a string.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minLength) : Attribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; init; } = -1;
}
