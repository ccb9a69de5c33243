using System.Globalization;
using System.Numerics;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A Kubernetes quantity, exact: <c>500m</c>, <c>1.5Gi</c>, <c>2e3</c>. Value is Numerator / Denominator.</summary>
internal readonly record struct CelQuantity(BigInteger Numerator, BigInteger Denominator) : IComparable<CelQuantity>
{
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public bool IsInteger => Numerator % Denominator == 0 && Numerator / Denominator is var whole && whole >= long.MinValue && whole <= long.MaxValue;

    public static CelQuantity Of(long number) => new(number, 1);

    public static bool TryParse(string text, out CelQuantity quantity)
    {
        quantity = default;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' || (end == 0 && text[end] is '+' or '-')))
            end++;
        var digits = text[..end];
        if (!digits.Any(char.IsAsciiDigit) || digits.Count(c => c == '.') > 1 || Scale(text[end..]) is not { } scale)
            return false;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : digits.Length - point - 1;
        var number = BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        quantity = new CelQuantity(number * scale.Numerator, BigInteger.Pow(10, places) * scale.Denominator).Reduced();
        return true;
    }

    public CelQuantity Plus(CelQuantity other) =>
        new CelQuantity(Numerator * other.Denominator + other.Numerator * Denominator, Denominator * other.Denominator).Reduced();

    public CelQuantity Minus(CelQuantity other) => Plus(other with { Numerator = -other.Numerator });

    public int CompareTo(CelQuantity other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    private CelQuantity Reduced()
    {
        var divisor = BigInteger.GreatestCommonDivisor(Numerator, Denominator);
        return new(Numerator / divisor, Denominator / divisor);
    }

    private static CelQuantity? Scale(string suffix)
    {
        var power = Array.IndexOf(Decimal, suffix);
        if (power >= 0)
            return PowerOf(1000, power - 3);
        power = Array.IndexOf(Binary, suffix);
        if (power >= 0)
            return PowerOf(1024, power + 1);
        var isExponent = suffix.Length > 1 && suffix[0] is 'e' or 'E';
        return isExponent && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power) && Math.Abs(power) <= 100
            ? PowerOf(10, power)
            : null;
    }

    private static CelQuantity PowerOf(int radix, int power) =>
        power >= 0 ? new(BigInteger.Pow(radix, power), 1) : new(1, BigInteger.Pow(radix, -power));
}
