using System.Globalization;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>-250ms</c>. Counted in nanoseconds.</summary>
internal static class GoDuration
{
    public const long Second = 1_000_000_000;

    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", Second), ("m", 60 * Second), ("h", 3600 * Second),
    ];

    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var isNegative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest.SequenceEqual("0"))
            return true;
        if (rest.Length == 0)
            return false;
        decimal total = 0;
        while (rest.Length > 0)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
                digits++;
            if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return false;
            rest = rest[digits..];
            if (UnitOf(rest) is not { } unit)
                return false;
            total += amount * unit.Nanoseconds;
            if (total > long.MaxValue)
                return false;
            rest = rest[unit.Unit.Length..];
        }
        nanoseconds = (long)(isNegative ? -total : total);
        return true;
    }

    /// <summary>As CEL prints a duration: whole and fractional seconds, <c>90s</c>.</summary>
    public static string Print(long nanoseconds)
    {
        var seconds = (decimal)nanoseconds / Second;
        return seconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s";
    }

    private static (string Unit, long Nanoseconds)? UnitOf(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && !char.IsAsciiDigit(text[length]) && text[length] != '.')
            length++;
        foreach (var unit in Units)
        {
            if (text[..length].SequenceEqual(unit.Unit))
                return unit;
        }
        return null;
    }
}
