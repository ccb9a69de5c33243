namespace GptOperator.Crds.Validation;

/// <summary>A field that breaks a rule, and its value.</summary>
public readonly record struct BrokenField(string Path, object? Value);
