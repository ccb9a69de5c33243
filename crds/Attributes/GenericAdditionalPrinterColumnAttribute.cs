namespace GptOperator.Crds.Attributes;

/// <summary>A column of <c>kubectl get</c>; <c>Priority</c> above 0 shows it under <c>-o wide</c> only.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    public string JsonPath { get; } = jsonPath;

    public string Name { get; } = name;

    public string Type { get; } = type;

    public int Priority { get; init; }
}
