namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Functions of optional values.</summary>
internal static class OptionalFunctions
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType Maybe = CelType.Optional(A);

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        new("optional.of", false, [A], Maybe, a => new CelOptional(a[0])),
        new("optional.none", false, [], Maybe, _ => CelOptional.None),
        new("optional.ofNonZeroValue", false, [A], Maybe, a => IsZero(a[0]) ? CelOptional.None : new CelOptional(a[0])),
        new("hasValue", true, [Maybe], CelType.Bool, a => ((CelOptional)a[0]).Value is not null),
        new("value", true, [Maybe], A, a => ((CelOptional)a[0]).Value ?? throw new CelException("optional.none() dereference")),
    ];

    private static bool IsZero(object value) => value switch
    {
        CelNull or false or 0L or 0UL or 0.0 or "" => true,
        CelList list => list.Items.Count == 0,
        CelMap map => map.Count == 0,
        byte[] bytes => bytes.Length == 0,
        CelDuration duration => duration.Nanoseconds == 0,
        _ => false,
    };
}
