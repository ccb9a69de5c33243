namespace GptOperator.Crds.Validation;

/// <summary>Something wrong with a job.</summary>
/// <param name="Field">The field's path, such as <c>spec.data.sources[0].uri</c>.</param>
/// <param name="Message">One line that names the field, its value and the mend.</param>
public sealed record Fault(string Field, string Message);
