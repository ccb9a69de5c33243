using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;
using PhoneNumbers;

namespace GptTrainer.Data.Cleaning;

/// <summary>
/// Phone numbers that libphonenumber holds for assigned: with a country's code, or, in <see cref="Regions"/>, as dialled
/// within the country if they are written as numbers of its are and not as other numbers could be.
/// </summary>
internal sealed partial class PhoneDetector : IPersonalDataDetector
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    public PersonalDataKind Kind => PersonalDataKind.Phone;

    /// <summary>Countries whose numbers are known without their code.</summary>
    private static IReadOnlyList<string> Regions { get; } = ["US", "GB", "DE", "FR", "ES", "IT", "NL", "BR", "IN", "PL"];

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Candidate().Matches(text))
        {
            if (IsPhone(text, match))
                yield return new PersonalDataMatch(match.Index, match.Length);
        }
    }

    private static bool IsPhone(string text, Match match)
    {
        var candidate = match.Value;
        if (candidate[0] == '+')
            return IsValid(candidate, region: null);
        if (TextContext.Precedes(text, match.Index, PhoneWord()))
            return Regions.Any(region => IsValid(candidate, region));
        // Without a word for it, only what no amount, date or article number looks like.
        return candidate[0] is '(' ? Regions.Any(region => IsValid(candidate, region))
            : NorthAmerican().IsMatch(candidate) ? IsValid(candidate, "US")
            : candidate[0] == '0' && Regions.Any(region => IsValid(candidate, region) && IsGroupedAsIn(region, candidate));
    }

    private static bool IsValid(string candidate, string? region) => Parse(candidate, region) is { } number
        && (region is null ? Numbers.IsValidNumber(number) : Numbers.IsValidNumberForRegion(number, region));

    private static bool IsGroupedAsIn(string region, string candidate) =>
        Parse(candidate, region) is { } number
        && Separators().Count(candidate) > 0
        && Separators().Replace(Numbers.Format(number, PhoneNumberFormat.NATIONAL), " ") == Separators().Replace(candidate, " ");

    private static PhoneNumber? Parse(string candidate, string? region)
    {
        try
        {
            return Numbers.Parse(candidate, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<![\w.+/-])(?:\+[0-9]{1,3}|\([0-9]{2,5}\)|[0-9]{2,})(?:[ ./-]?(?:\(0\)|\([0-9]{1,5}\)|[0-9]{1,12})){0,7}(?![\w]|[./-][0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    [GeneratedRegex(@"\b(?:tel|telephone|phone|mobile|cell|call|fax|whatsapp|sms|telefon|telefono|teléfono|téléphone|telefone|telefoon|mobil|móvil|celular|portable|cellulare|handy|komórka|mob|gsm)\b[^0-9]{0,12}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PhoneWord();

    [GeneratedRegex("^[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}$")]
    private static partial Regex NorthAmerican();

    [GeneratedRegex("[ ./()-]+")]
    private static partial Regex Separators();
}
