namespace GptOperator.Crds.Attributes;

/// <summary>Bounds on the number of items of a list, and on the length of items that are strings.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int minItems) : Attribute
{
    public int MinItems { get; } = minItems;

    public int MaxItems { get; init; } = -1;

    public int MinItemLength { get; init; } = -1;

    public int MaxItemLength { get; init; } = -1;
}
