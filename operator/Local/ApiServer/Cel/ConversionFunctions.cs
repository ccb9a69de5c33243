using System.Globalization;
using System.Text;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Conversions between types, and <c>type()</c>.</summary>
internal static class ConversionFunctions
{
    private static readonly CelType A = CelType.Parameter("A");

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        Of("int", CelType.Int, CelType.Int, a => a),
        Of("int", CelType.Uint, CelType.Int, a => (ulong)a <= long.MaxValue ? (long)(ulong)a : throw new CelException("integer overflow")),
        Of("int", CelType.Double, CelType.Int, a => (double)a is > -9223372036854775808.0 and < 9223372036854775808.0 and var number ? (long)number : throw new CelException("integer overflow")),
        Of("int", CelType.String, CelType.Int, a => ParseInt((string)a)),
        Of("int", CelType.Timestamp, CelType.Int, a => ((CelTimestamp)a).Seconds),
        Of("uint", CelType.Uint, CelType.Uint, a => a),
        Of("uint", CelType.Int, CelType.Uint, a => (long)a >= 0 ? (ulong)(long)a : throw new CelException("unsigned integer overflow")),
        Of("uint", CelType.Double, CelType.Uint, a => (double)a is >= 0 and < 18446744073709551616.0 and var number ? (ulong)number : throw new CelException("unsigned integer overflow")),
        Of("uint", CelType.String, CelType.Uint, a => ulong.TryParse((string)a, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unparsed("ParseUint", (string)a)),
        Of("double", CelType.Double, CelType.Double, a => a),
        Of("double", CelType.Int, CelType.Double, a => (double)(long)a),
        Of("double", CelType.Uint, CelType.Double, a => (double)(ulong)a),
        Of("double", CelType.String, CelType.Double, a => double.TryParse((string)a, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Unparsed("ParseFloat", (string)a)),
        .. new[] { CelType.String, CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Bytes, CelType.Timestamp, CelType.Duration }
            .Select(type => Of("string", type, CelType.String, a => CelText.Of(a))),
        Of("bytes", CelType.Bytes, CelType.Bytes, a => a),
        Of("bytes", CelType.String, CelType.Bytes, a => Encoding.UTF8.GetBytes((string)a)),
        Of("bool", CelType.Bool, CelType.Bool, a => a),
        Of("bool", CelType.String, CelType.Bool, a => ParseBool((string)a)),
        Of("duration", CelType.Duration, CelType.Duration, a => a),
        Of("duration", CelType.String, CelType.Duration, a => GoDuration.TryParse((string)a, out var nanoseconds) ? new CelDuration(nanoseconds) : throw new CelException($"time: invalid duration \"{a}\"")),
        Of("timestamp", CelType.Timestamp, CelType.Timestamp, a => a),
        Of("timestamp", CelType.Int, CelType.Timestamp, a => (long)a is >= -62135596800 and <= 253402300799 ? new CelTimestamp((long)a, 0) : throw new CelException("timestamp overflow")),
        Of("timestamp", CelType.String, CelType.Timestamp, a => CelTimestamp.TryParse((string)a, out var timestamp) ? timestamp : throw new CelException($"cannot parse \"{a}\" as a timestamp")),
        Of("dyn", A, CelType.Dyn, a => a),
        Of("type", A, CelType.Type, a => a is CelType ? CelType.Type : new CelType(CelText.KindOf(a))),
    ];

    private static long ParseInt(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unparsed("ParseInt", text);

    private static bool ParseBool(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw Unparsed("ParseBool", text),
    };

    private static CelException Unparsed(string function, string text) => new($"strconv.{function}: parsing \"{text}\": invalid syntax");

    private static CelFunction Of(string name, CelType parameter, CelType result, Func<object, object> body) =>
        new(name, false, [parameter], result, arguments => body(arguments[0]));
}
