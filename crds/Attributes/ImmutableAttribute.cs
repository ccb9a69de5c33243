namespace GptOperator.Crds.Attributes;

/// <summary>The field keeps the value that it had when the job was created.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImmutableAttribute : Attribute;
