using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>Numéro de sécurité sociale (NIR): sex, year, month, département, commune, order, and a key of 97 less the rest modulo 97.</summary>
internal static partial class France
{
    public static NationalId Nir { get; } = new(Pattern(), IsValid, Name());

    // Corsica counts as 19 (2A) and 18 (2B).
    private static bool IsValid(string text)
    {
        var digits = text.Replace(" ", "").Replace("2A", "19").Replace("2B", "18");
        return 97 - long.Parse(digits.AsSpan(0, 13)) % 97 == int.Parse(digits.AsSpan(13));
    }

    [GeneratedRegex(@"(?<![\w.-])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}(?![\w-]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bNIR\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
