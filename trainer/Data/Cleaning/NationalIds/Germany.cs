using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Steuerliche Identifikationsnummer: eleven digits, of which one or two occur twice or thrice, ISO 7064 MOD 11,10.</summary>
internal static partial class Germany
{
    public static NationalId SteuerId { get; } = new(Pattern(), IsValid, Name());

    private static bool IsValid(string text)
    {
        var digits = Digits.Of(text);
        return digits[..10].CountBy(digit => digit).Max(count => count.Value) is 2 or 3 && digits[10] == Check(digits.AsSpan(0, 10));
    }

    private static int Check(ReadOnlySpan<int> digits)
    {
        var product = 10;
        foreach (var digit in digits)
        {
            var sum = (digit + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }
        return (11 - product) % 10;
    }

    [GeneratedRegex(@"(?<![\w.-])[1-9][0-9](?:(?: [0-9]{3}){3}|(?<plain>[0-9]{9}))(?![\w-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"steuer|\bidnr\b|\bTIN\b|\btax", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
