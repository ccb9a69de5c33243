using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Burgerservicenummer: nine digits whose weighted sum is divisible by 11 (elfproef).</summary>
internal static partial class Netherlands
{
    public static NationalId Bsn { get; } = new(Pattern(), IsValid, Name());

    private static bool IsValid(string text)
    {
        var sum = Digits.WeightedSum(Digits.Of(text), 9, 8, 7, 6, 5, 4, 3, 2, -1);
        return sum != 0 && sum % 11 == 0;
    }

    [GeneratedRegex(@"(?<![\w.-])(?<plain>[0-9]{4}\.?[0-9]{2}\.?[0-9]{3})(?![\w-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bBSN\b|burgerservice|sofi", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
