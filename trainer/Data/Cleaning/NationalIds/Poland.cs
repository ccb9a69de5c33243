using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>PESEL: date of birth, order, and a check digit modulo 10.</summary>
internal static partial class Poland
{
    public static NationalId Pesel { get; } = new(Pattern(), IsValid, Name());

    private static bool IsValid(string text) =>
        Digits.WeightedSum(Digits.Of(text), 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;

    [GeneratedRegex(@"(?<![\w.-])(?<plain>[0-9]{2}(?:[02468][1-9]|[13579][0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{5})(?![\w-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bPESEL", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
