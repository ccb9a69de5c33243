using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>International bank account numbers (ISO 13616), written together or in groups of four.</summary>
internal sealed partial class IbanDetector : IPersonalDataDetector
{
    private const int ShortestLength = 15;
    private const int LongestLength = 34;

    public PersonalDataKind Kind => PersonalDataKind.Iban;

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Candidate().Matches(text))
        {
            if (LengthOf(match.Value) is { } length)
                yield return new PersonalDataMatch(match.Index, length);
        }
    }

    // A word in capitals may follow the number and look like a further group: the longest part that checks is taken.
    private static int? LengthOf(string candidate)
    {
        for (var end = candidate.Length; end >= ShortestLength; end = Math.Max(candidate.LastIndexOf(' ', end - 1), 0))
        {
            var account = candidate[..end].Replace(" ", "", StringComparison.Ordinal);
            if (account.Length is >= ShortestLength and <= LongestLength && Remainder(account) == 1)
                return end;
        }
        return null;
    }

    // ISO 7064 MOD 97-10, the country and its check digits moved to the end.
    private static int Remainder(string account)
    {
        var remainder = 0;
        foreach (var unit in account[4..] + account[..4])
            remainder = (char.IsAsciiDigit(unit) ? remainder * 10 + unit - '0' : remainder * 100 + unit - 'A' + 10) % 97;
        return remainder;
    }

    [GeneratedRegex(@"(?<!\w)[A-Z]{2}[0-9]{2}(?:(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?|[A-Z0-9]{11,30})(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();
}
