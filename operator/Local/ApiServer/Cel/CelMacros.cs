namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Recognises the macros among member calls.</summary>
internal static class CelMacros
{
    /// <returns>Null where the call is an ordinary one.</returns>
    public static CelExpr? Expand(string source, CelExpr range, string name, IReadOnlyList<CelExpr> arguments, int position)
    {
        switch (name, arguments.Count)
        {
            case ("all" or "exists" or "exists_one" or "existsOne" or "filter", 2):
                return new CelExpr.Macro(Canonical(name), range, Variable(source, arguments[0]), null, null, arguments[1], position);
            case ("optMap" or "optFlatMap", 2):
                return new CelExpr.Macro(name, range, Variable(source, arguments[0]), null, null, arguments[1], position);
            case ("map", 2):
                return new CelExpr.Macro("map", range, Variable(source, arguments[0]), null, null, arguments[1], position);
            case ("map", 3):
                return new CelExpr.Macro("map", range, Variable(source, arguments[0]), null, arguments[1], arguments[2], position);
            case ("all" or "exists" or "existsOne" or "transformList" or "transformMap", 3):
                return new CelExpr.Macro(Canonical(name), range, Variable(source, arguments[0]), Variable(source, arguments[1]), null, arguments[2], position);
            case ("transformList" or "transformMap", 4):
                return new CelExpr.Macro(name, range, Variable(source, arguments[0]), Variable(source, arguments[1]), arguments[2], arguments[3], position);
            default:
                return null;
        }
    }

    private static string Canonical(string name) => name == "existsOne" ? "exists_one" : name;

    private static string Variable(string source, CelExpr expr) =>
        expr is CelExpr.Ident ident ? ident.Name : throw new CelCompileException(source, expr.Position, "argument must be a simple name");
}
