namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Arithmetic, with CEL's overflow errors.</summary>
internal static class ArithmeticFunctions
{
    private static readonly CelType A = CelType.Parameter("A");

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        Int("_+_", (a, b) => checked(a + b)),
        Int("_-_", (a, b) => checked(a - b)),
        Int("_*_", (a, b) => checked(a * b)),
        Int("_/_", (a, b) => b == 0 ? throw new CelException("division by zero") : checked(a / b)),
        Int("_%_", (a, b) => b == 0 ? throw new CelException("modulus by zero") : b == -1 ? 0 : a % b),
        Uint("_+_", (a, b) => checked(a + b)),
        Uint("_-_", (a, b) => checked(a - b)),
        Uint("_*_", (a, b) => checked(a * b)),
        Uint("_/_", (a, b) => b == 0 ? throw new CelException("division by zero") : a / b),
        Uint("_%_", (a, b) => b == 0 ? throw new CelException("modulus by zero") : a % b),
        Real("_+_", (a, b) => a + b),
        Real("_-_", (a, b) => a - b),
        Real("_*_", (a, b) => a * b),
        Real("_/_", (a, b) => a / b),
        Of("-_", CelType.Int, [CelType.Int], a => Guard("integer overflow", () => checked(-(long)a[0]))),
        Of("-_", CelType.Double, [CelType.Double], a => -(double)a[0]),
        Of("!_", CelType.Bool, [CelType.Bool], a => !(bool)a[0]),
        Of("_+_", CelType.String, [CelType.String, CelType.String], a => (string)a[0] + (string)a[1]),
        Of("_+_", CelType.Bytes, [CelType.Bytes, CelType.Bytes], a => (byte[])[.. (byte[])a[0], .. (byte[])a[1]]),
        Of("_+_", CelType.List(A), [CelType.List(A), CelType.List(A)], a => ((CelList)a[0]).Plus((CelList)a[1])),
        Of("_+_", CelType.Timestamp, [CelType.Timestamp, CelType.Duration], a => ((CelTimestamp)a[0]).Plus((CelDuration)a[1])),
        Of("_+_", CelType.Timestamp, [CelType.Duration, CelType.Timestamp], a => ((CelTimestamp)a[1]).Plus((CelDuration)a[0])),
        Of("_+_", CelType.Duration, [CelType.Duration, CelType.Duration], a => Duration(() => checked(Nanoseconds(a[0]) + Nanoseconds(a[1])))),
        Of("_-_", CelType.Duration, [CelType.Duration, CelType.Duration], a => Duration(() => checked(Nanoseconds(a[0]) - Nanoseconds(a[1])))),
        Of("_-_", CelType.Timestamp, [CelType.Timestamp, CelType.Duration], a => ((CelTimestamp)a[0]).Plus(new CelDuration(-Nanoseconds(a[1])))),
        Of("_-_", CelType.Duration, [CelType.Timestamp, CelType.Timestamp], a => ((CelTimestamp)a[0]).Minus((CelTimestamp)a[1])),
    ];

    private static CelFunction Int(string name, Func<long, long, long> body) =>
        Of(name, CelType.Int, [CelType.Int, CelType.Int], a => Guard("integer overflow", () => body((long)a[0], (long)a[1])));

    private static CelFunction Uint(string name, Func<ulong, ulong, ulong> body) =>
        Of(name, CelType.Uint, [CelType.Uint, CelType.Uint], a => Guard("unsigned integer overflow", () => body((ulong)a[0], (ulong)a[1])));

    private static CelFunction Real(string name, Func<double, double, double> body) =>
        Of(name, CelType.Double, [CelType.Double, CelType.Double], a => body((double)a[0], (double)a[1]));

    private static CelFunction Of(string name, CelType result, CelType[] parameters, Func<object[], object> body) =>
        new(name, false, parameters, result, body);

    private static long Nanoseconds(object duration) => ((CelDuration)duration).Nanoseconds;

    private static CelDuration Duration(Func<long> body) => new CelDuration((long)Guard("duration overflow", () => body()));

    private static object Guard(string message, Func<object> body)
    {
        try
        {
            return body();
        }
        catch (OverflowException)
        {
            throw new CelException(message);
        }
    }
}
