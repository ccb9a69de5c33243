namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Equality, order, membership, index.</summary>
internal static class ComparisonFunctions
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        Of("_==_", CelType.Bool, [A, A], a => CelEquality.Same(a[0], a[1])),
        Of("_!=_", CelType.Bool, [A, A], a => !CelEquality.Same(a[0], a[1])),
        .. Order("_<_", order => order < 0),
        .. Order("_<=_", order => order <= 0),
        .. Order("_>_", order => order > 0),
        .. Order("_>=_", order => order >= 0),
        Of("@in", CelType.Bool, [A, CelType.List(A)], a => ((CelList)a[1]).Items.Any(item => CelEquality.Same(item, a[0]))),
        Of("@in", CelType.Bool, [A, CelType.Map(A, B)], a => ((CelMap)a[1]).Find(a[0]) is not null),
        Of("_[_]", A, [CelType.List(A), CelType.Int], a => At((CelList)a[0], (long)a[1])),
        Of("_[_]", B, [CelType.Map(A, B), A], a => ((CelMap)a[0]).Find(a[1]) ?? throw CelException.NoSuchKey(a[1])),
    ];

    private static object At(CelList list, long index) =>
        index >= 0 && index < list.Items.Count ? list.Items[(int)index] : throw new CelException($"index out of bounds: {index}");

    private static IEnumerable<CelFunction> Order(string name, Func<int, bool> holds)
    {
        object Compare(object[] a) => CelEquality.Compare(a[0], a[1]) is { } order && holds(order);
        foreach (var type in new[] { CelType.Bool, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration })
            yield return Of(name, CelType.Bool, [type, type], Compare);
        foreach (var left in Numbers)
        {
            foreach (var right in Numbers)
                yield return Of(name, CelType.Bool, [left, right], Compare);
        }
    }

    private static CelFunction Of(string name, CelType result, CelType[] parameters, Func<object[], object> body) =>
        new(name, false, parameters, result, body);
}
