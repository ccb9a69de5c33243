namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Equality across types: 1 == 1u == 1.0, values of different kinds differ.</summary>
internal static class CelEquality
{
    public static IEqualityComparer<object> Keys { get; } = new KeyComparer();

    public static bool Same(object left, object right) => (left, right) switch
    {
        (string a, string b) => a == b,
        (bool a, bool b) => a == b,
        (CelNull, CelNull) => true,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (CelList a, CelList b) => a.SameAs(b),
        (CelMap a, CelMap b) => a.SameAs(b),
        (CelOptional a, CelOptional b) => a.Value is null ? b.Value is null : b.Value is not null && Same(a.Value, b.Value),
        (long or ulong or double, long or ulong or double) => Compare(left, right) == 0,
        _ => left.GetType() == right.GetType() && left.Equals(right),
    };

    /// <summary>Order of two values; null where they have none (NaN).</summary>
    /// <exception cref="CelException">Of kinds that have no order.</exception>
    public static int? Compare(object left, object right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (ulong a, ulong b) => a.CompareTo(b),
        (double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b),
        (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
        (ulong, long) => -Compare(right, left),
        (double a, long b) => double.IsNaN(a) ? null : Exact(a, b),
        (double a, ulong b) => double.IsNaN(a) ? null : Exact(a, b),
        (long or ulong, double) => -Compare(right, left),
        (string a, string b) => string.CompareOrdinal(a, b) switch { 0 => 0, _ => CompareRunes(a, b) },
        (bool a, bool b) => a.CompareTo(b),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        (CelTimestamp a, CelTimestamp b) => a.CompareTo(b),
        (CelDuration a, CelDuration b) => a.Nanoseconds.CompareTo(b.Nanoseconds),
        _ => throw CelException.NoSuchOverload(),
    };

    // Beyond 2^53 a double is whole, and casting an integer to it would round.
    private static int Exact(double a, Int128 b) =>
        a >= 1e30 ? 1 : a <= -1e30 ? -1 : (Int128)Math.Floor(a) is var floor && floor != b ? floor.CompareTo(b) : a.CompareTo(Math.Floor(a));

    // By code point, which UTF-16 units do not follow above the basic plane.
    private static int CompareRunes(string left, string right)
    {
        using var a = left.EnumerateRunes().GetEnumerator();
        using var b = right.EnumerateRunes().GetEnumerator();
        while (a.MoveNext())
        {
            if (!b.MoveNext())
                return 1;
            if (a.Current != b.Current)
                return a.Current.CompareTo(b.Current);
        }
        return -1;
    }

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => x is not null && y is not null && Same(x, y);

        public int GetHashCode(object obj) => obj switch
        {
            long number => ((double)number).GetHashCode(),
            ulong number => ((double)number).GetHashCode(),
            _ => obj.GetHashCode(),
        };
    }
}
