using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>National Insurance number: two letters, six digits and a letter, without a check digit.</summary>
internal static partial class UnitedKingdom
{
    public static NationalId Nino { get; } = new(Pattern(), IsValid, Name());

    private static bool IsValid(string text) => true;

    [GeneratedRegex(@"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?[0-9]{2}){3} ?[A-D](?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bNI\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
