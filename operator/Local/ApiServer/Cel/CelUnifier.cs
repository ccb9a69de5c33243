namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Fits argument types to a function's parameters.</summary>
internal static class CelUnifier
{
    /// <returns>The result's type; null where the arguments do not fit.</returns>
    public static CelType? Apply(CelFunction function, IReadOnlyList<CelType> arguments)
    {
        var bound = new Dictionary<string, CelType>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!Fits(function.Parameters[i], arguments[i], bound))
                return null;
        }
        return Substituted(function.Result, bound);
    }

    /// <summary>Whether two types can meet, as the branches of a condition must.</summary>
    public static bool Fits(CelType left, CelType right) => Fits(left, right, []);

    private static bool Fits(CelType parameter, CelType actual, Dictionary<string, CelType> bound)
    {
        if (actual.Kind is CelKind.Dyn or CelKind.Parameter || parameter.Kind == CelKind.Dyn)
            return true;
        if (parameter.Kind == CelKind.Parameter)
        {
            if (!bound.TryGetValue(parameter.Name!, out var known) || known.Kind is CelKind.Dyn)
            {
                bound[parameter.Name!] = actual;
                return true;
            }
            if (known.Kind == CelKind.Null && CanBeNull(actual))
                bound[parameter.Name!] = actual;
            return Fits(known, actual, bound);
        }
        if (parameter.Kind == CelKind.Null || actual.Kind == CelKind.Null)
            return parameter.Kind == actual.Kind || CanBeNull(parameter.Kind == CelKind.Null ? actual : parameter);
        if (parameter.Kind != actual.Kind)
            return false;
        return Inner(parameter.Element, actual.Element, bound) && Inner(parameter.Key, actual.Key, bound)
            && (parameter.Fields is null || actual.Fields is null || ReferenceEquals(parameter.Fields, actual.Fields));
    }

    private static bool Inner(CelType? parameter, CelType? actual, Dictionary<string, CelType> bound) =>
        parameter is null || actual is null || Fits(parameter, actual, bound);

    private static bool CanBeNull(CelType type) =>
        type.Kind is CelKind.Object or CelKind.Timestamp or CelKind.Duration or CelKind.Optional or CelKind.Quantity or CelKind.Url or CelKind.Null;

    private static CelType Substituted(CelType type, Dictionary<string, CelType> bound)
    {
        if (type.Kind == CelKind.Parameter)
            return bound.GetValueOrDefault(type.Name!, CelType.Dyn);
        return type.Element is null && type.Key is null ? type : type with
        {
            Element = type.Element is null ? null : Substituted(type.Element, bound),
            Key = type.Key is null ? null : Substituted(type.Key, bound),
        };
    }
}
