using System.Globalization;
using System.Text;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>The string extension's <c>format</c>: %s %d %f %e %b %o %x %X, with a precision where it applies.</summary>
internal static class CelFormat
{
    public static string Format(string pattern, IReadOnlyList<object> arguments)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%')
            {
                result.Append(pattern[i]);
                continue;
            }
            if (++i < pattern.Length && pattern[i] == '%')
            {
                result.Append('%');
                continue;
            }
            var precision = Precision(pattern, ref i);
            if (i >= pattern.Length)
                throw new CelException("could not parse formatting clause: unexpected end of string");
            if (next >= arguments.Count)
                throw new CelException($"index {next} out of range");
            result.Append(Clause(pattern[i], precision, arguments[next++]));
        }
        return result.ToString();
    }

    private static int Precision(string pattern, ref int i)
    {
        if (i >= pattern.Length || pattern[i] != '.')
            return 6;
        var start = ++i;
        while (i < pattern.Length && char.IsAsciiDigit(pattern[i]))
            i++;
        return int.TryParse(pattern.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var precision) && precision <= 100
            ? precision
            : throw new CelException("could not parse formatting clause: bad precision");
    }

    private static string Clause(char verb, int precision, object value) => (verb, value) switch
    {
        ('s', _) => CelText.Of(value),
        ('d', long or ulong) => CelText.Of(value),
        ('d', double number) when double.IsInteger(number) => CelText.Of(value),
        ('f', long or ulong or double) => Real(value).ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        ('e', long or ulong or double) => Real(value).ToString("0." + new string('0', precision) + "e+00", CultureInfo.InvariantCulture),
        ('b', long number) => number < 0 ? "-" + Convert.ToString(-number, 2) : Convert.ToString(number, 2),
        ('b', bool flag) => flag ? "1" : "0",
        ('o', long number) => Convert.ToString(number, 8),
        ('x', long number) => number.ToString("x", CultureInfo.InvariantCulture),
        ('X', long number) => number.ToString("X", CultureInfo.InvariantCulture),
        ('x', string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        ('X', string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
        ('d' or 'f' or 'e' or 'b' or 'o' or 'x' or 'X', _) => throw new CelException($"error during formatting: {verb} clause cannot take {new CelType(CelText.KindOf(value))}"),
        _ => throw new CelException($"could not parse formatting clause: unrecognized formatting clause \"{verb}\""),
    };

    private static double Real(object value) => value switch
    {
        long number => number,
        ulong number => number,
        _ => (double)value,
    };
}
