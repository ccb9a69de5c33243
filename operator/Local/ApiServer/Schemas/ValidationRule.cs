namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>One entry of <c>x-kubernetes-validations</c>, as written in the CRD.</summary>
internal sealed record ValidationRule
{
    public required string Rule { get; init; }

    public string? Message { get; init; }

    public string? MessageExpression { get; init; }

    public string? Reason { get; init; }

    public string? FieldPath { get; init; }

    public bool? OptionalOldSelf { get; init; }
}
