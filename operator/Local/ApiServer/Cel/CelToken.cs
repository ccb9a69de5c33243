namespace GptOperator.Local.ApiServer.Cel;

/// <param name="Text">The operator or identifier; for numbers their digits.</param>
/// <param name="Value">Of a string or bytes literal, unescaped.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Position, object? Value = null)
{
    public bool Is(string op) => Kind == CelTokenKind.Operator && Text == op;
}
