using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Card numbers of Visa, Mastercard, American Express, Discover, Diners Club and JCB, grouped or not.</summary>
internal sealed partial class CreditCardDetector : IPersonalDataDetector
{
    public PersonalDataKind Kind => PersonalDataKind.CreditCard;

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Number().Matches(text))
        {
            if (Digits.HaveLuhnDigit(Digits.Of(match.ValueSpan)))
                yield return new PersonalDataMatch(match.Index, match.Length);
        }
    }

    // Visa; Mastercard; Discover; JCB, each of 16 digits. American Express of 15; Diners Club of 14.
    [GeneratedRegex(@"(?<![\w.-])(?:(?:4\d{3}|5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720|6011|64[4-9]\d|65\d\d|35(?:2[89]|[3-8]\d))(?<g>[ -]?)\d{4}\k<g>\d{4}\k<g>\d{4}|3[47]\d\d(?<h>[ -]?)\d{6}\k<h>\d{5}|3(?:0[0-5]|[68]\d)\d(?<i>[ -]?)\d{6}\k<i>\d{4})(?![\w-]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
