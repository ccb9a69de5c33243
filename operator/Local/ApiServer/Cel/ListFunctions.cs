namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Functions of lists and maps: size, the Kubernetes list library, and sets.</summary>
internal static class ListFunctions
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType ListOfA = CelType.List(A);
    private static readonly CelType[] Summable = [CelType.Int, CelType.Uint, CelType.Double, CelType.Duration];

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        .. new[] { true, false }.SelectMany(isMember => new CelFunction[]
        {
            new("size", isMember, [ListOfA], CelType.Int, a => (long)Items(a[0]).Count),
            new("size", isMember, [CelType.Map(A, B)], CelType.Int, a => (long)((CelMap)a[0]).Count),
        }),
        Of("isSorted", CelType.Bool, [], a => Items(a[0]).Zip(Items(a[0]).Skip(1)).All(pair => CelEquality.Compare(pair.First, pair.Second) <= 0)),
        Of("min", A, [], a => Extreme(Items(a[0]), "min", order => order < 0)),
        Of("max", A, [], a => Extreme(Items(a[0]), "max", order => order > 0)),
        Of("indexOf", CelType.Int, [A], a => (long)Items(a[0]).ToList().FindIndex(item => CelEquality.Same(item, a[1]))),
        Of("lastIndexOf", CelType.Int, [A], a => (long)Items(a[0]).ToList().FindLastIndex(item => CelEquality.Same(item, a[1]))),
        .. Summable.Select(type => new CelFunction("sum", true, [CelType.List(type)], type, a => Sum(Items(a[0]), type))),
        new("sets.contains", false, [ListOfA, ListOfA], CelType.Bool, a => Contains(a[0], a[1])),
        new("sets.equivalent", false, [ListOfA, ListOfA], CelType.Bool, a => Contains(a[0], a[1]) && Contains(a[1], a[0])),
        new("sets.intersects", false, [ListOfA, ListOfA], CelType.Bool, a => Items(a[0]).Any(item => Items(a[1]).Any(each => CelEquality.Same(each, item)))),
    ];

    private static CelFunction Of(string name, CelType result, CelType[] parameters, Func<object[], object> body) =>
        new(name, true, [ListOfA, .. parameters], result, body);

    private static IReadOnlyList<object> Items(object list) => ((CelList)list).Items;

    private static bool Contains(object list, object part) =>
        Items(part).All(item => Items(list).Any(each => CelEquality.Same(each, item)));

    private static object Extreme(IReadOnlyList<object> items, string name, Func<int, bool> better)
    {
        if (items.Count == 0)
            throw new CelException($"{name} called on empty list");
        return items.Aggregate((best, item) => CelEquality.Compare(item, best) is { } order && better(order) ? item : best);
    }

    private static object Sum(IReadOnlyList<object> items, CelType type)
    {
        // The items know their type better than the signature does where the list is dynamic.
        var zero = (items.Count > 0 ? CelText.KindOf(items[0]) : type.Kind) switch
        {
            CelKind.Uint => 0UL,
            CelKind.Double => 0.0,
            CelKind.Duration => new CelDuration(0),
            _ => (object)0L,
        };
        return items.Aggregate(zero, (sum, item) => CelLibrary.Call("_+_", false, [sum, item]));
    }
}
