namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>A CRD's schema is not structural, or one of its rules does not compile; every fault found is listed.</summary>
internal sealed class InvalidSchemaException(IReadOnlyList<FieldError> errors)
    : Exception(string.Join(", ", errors))
{
    /// <summary>Paths start at <c>spec.validation.openAPIV3Schema</c>, as the API server prints them.</summary>
    public IReadOnlyList<FieldError> Errors { get; } = errors;
}
