namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>What judging one value gave.</summary>
/// <param name="Errors">Faults found, in order.</param>
/// <param name="Matches">How many checks ran: of several failed alternatives, the one with most is reported.</param>
internal sealed record ValidationResult(List<FieldError> Errors, int Matches)
{
    public bool IsValid => Errors.Count == 0;
}
