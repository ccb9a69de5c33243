namespace GptOperator.Local.ApiServer.Cel;

/// <summary>One overload of a function.</summary>
/// <param name="IsMember">Called on its first parameter: <c>text.startsWith(prefix)</c>.</param>
/// <param name="Body">Its arguments fit the parameters' kinds.</param>
internal sealed record CelFunction(string Name, bool IsMember, IReadOnlyList<CelType> Parameters, CelType Result, Func<object[], object> Body)
{
    public bool Accepts(object[] arguments)
    {
        if (arguments.Length != Parameters.Count)
            return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Fits(Parameters[i].Kind, CelText.KindOf(arguments[i])))
                return false;
        }
        return true;
    }

    private static bool Fits(CelKind parameter, CelKind actual) =>
        parameter is CelKind.Dyn or CelKind.Parameter || parameter == actual;
}
