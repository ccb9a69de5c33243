using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Codice fiscale: name, birth, place, and a check letter modulo 26.</summary>
internal static partial class Italy
{
    public static NationalId CodiceFiscale { get; } = new(Pattern(), IsValid, Name());

    // Values of 0 to 9, and of A to Z, at odd places (the first is odd).
    private static readonly int[] OddDigits = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    private static readonly int[] OddLetters = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    private static bool IsValid(string text)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var isDigit = char.IsAsciiDigit(text[i]);
            var value = text[i] - (isDigit ? '0' : 'A');
            sum += i % 2 == 1 ? value : isDigit ? OddDigits[value] : OddLetters[value];
        }
        return text[15] == 'A' + sum % 26;
    }

    [GeneratedRegex(@"(?<!\w)[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bcodice\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
