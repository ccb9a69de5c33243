namespace GptTrainer.Data.Cleaning;

/// <summary>Digits of numbers and their sums.</summary>
internal static class Digits
{
    /// <summary>Values of the ASCII digits in a text, all else left out.</summary>
    public static int[] Of(ReadOnlySpan<char> text)
    {
        var digits = new List<int>(text.Length);
        foreach (var unit in text)
        {
            if (char.IsAsciiDigit(unit))
                digits.Add(unit - '0');
        }
        return [.. digits];
    }

    /// <summary>Sum of the products of digits and weights, position by position, of as many as there are weights.</summary>
    public static int WeightedSum(ReadOnlySpan<int> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += digits[i] * weights[i];
        return sum;
    }

    /// <summary>Whether the last digit is the check digit of ISO/IEC 7812-1, annex B (Luhn).</summary>
    public static bool HaveLuhnDigit(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] * (i % 2 + 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }
}
