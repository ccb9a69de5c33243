namespace GptOperator.Crds.Attributes;

/// <summary>The list is a map by this field of its items: no two may share it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeyAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
