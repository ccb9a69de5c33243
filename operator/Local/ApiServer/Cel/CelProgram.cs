namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A compiled expression, ready to run any number of times, on any thread.</summary>
internal sealed class CelProgram
{
    private readonly CelExpr _expr;

    private CelProgram(CelExpr expr, CelType result, bool usesOldSelf)
    {
        _expr = expr;
        Result = result;
        UsesOldSelf = usesOldSelf;
    }

    public CelType Result { get; }

    public bool UsesOldSelf { get; }

    /// <exception cref="CelCompileException">Not an expression, or its types do not fit.</exception>
    public static CelProgram Compile(string source, IReadOnlyDictionary<string, CelType> variables)
    {
        var expr = CelParser.Parse(source);
        return new(expr, CelChecker.Check(source, expr, variables), Mentions(source, "oldSelf"));
    }

    /// <exception cref="CelException">The expression failed or cost too much.</exception>
    public object Run(IReadOnlyDictionary<string, object> variables, CelBudget budget) =>
        new CelEvaluator(variables, budget).Evaluate(_expr);

    private static bool Mentions(string source, string name)
    {
        var tokens = CelLexer.Read(source);
        return tokens.Where((token, at) => token.Kind == CelTokenKind.Identifier && token.Text == name && (at == 0 || !tokens[at - 1].Is("."))).Any();
    }
}
