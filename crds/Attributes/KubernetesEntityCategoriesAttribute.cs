namespace GptOperator.Crds.Attributes;

/// <summary>Categories, such as <c>all</c>, that list the kind.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityCategoriesAttribute(params string[] categories) : Attribute
{
    public IReadOnlyList<string> Categories { get; } = categories;
}
