namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A parsed expression.</summary>
/// <param name="Position">Where it stands in the source; for calls, where the operator or name does.</param>
internal abstract record CelExpr(int Position)
{
    public sealed record Literal(object Value, int Position) : CelExpr(Position);

    public sealed record Ident(string Name, int Position) : CelExpr(Position);

    /// <param name="IsTest">From <c>has(a.b)</c>.</param>
    /// <param name="IsOptional">From <c>a.?b</c>.</param>
    public sealed record Select(CelExpr Operand, string Field, bool IsTest, bool IsOptional, int Position) : CelExpr(Position);

    /// <summary>Operators are functions named as in CEL: <c>_+_</c>, <c>_?_:_</c>, <c>_[_]</c>, <c>@in</c>.</summary>
    public sealed record Call(string Function, CelExpr? Target, IReadOnlyList<CelExpr> Arguments, int Position) : CelExpr(Position);

    public sealed record List(IReadOnlyList<(CelExpr Item, bool IsOptional)> Items, int Position) : CelExpr(Position);

    public sealed record Map(IReadOnlyList<(CelExpr Key, CelExpr Value, bool IsOptional)> Entries, int Position) : CelExpr(Position);

    /// <summary>A macro over a list or map: <c>range.all(x, condition)</c>.</summary>
    /// <param name="Second">Name of the value where the macro binds index or key as well; null where it binds one.</param>
    /// <param name="Filter">Of <c>map(x, filter, result)</c> and its like; null where every item counts.</param>
    public sealed record Macro(string Name, CelExpr Range, string First, string? Second, CelExpr? Filter, CelExpr Body, int Position) : CelExpr(Position);
}
