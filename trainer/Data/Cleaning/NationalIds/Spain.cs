using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>DNI and NIE: seven or eight digits and a letter modulo 23.</summary>
internal static partial class Spain
{
    public static NationalId Dni { get; } = new(Pattern(), IsValid, Name());

    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    private static bool IsValid(string text)
    {
        var compact = text.Replace("-", "").Replace('X', '0').Replace('Y', '1').Replace('Z', '2');
        return Letters[int.Parse(compact.AsSpan(0, 8)) % 23] == text[^1];
    }

    [GeneratedRegex(@"(?<![\w.-])(?:[0-9]{8}|[XYZ]-?[0-9]{7})-?[A-HJ-NP-TV-Z](?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bDNI\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
