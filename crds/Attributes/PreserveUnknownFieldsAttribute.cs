namespace GptOperator.Crds.Attributes;

/// <summary>The object is taken as it is: its fields belong to another schema.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
