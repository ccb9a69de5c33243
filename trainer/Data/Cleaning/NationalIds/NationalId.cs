using System.Text.RegularExpressions;

namespace GptTrainer.Data.Cleaning.NationalIds;

/// <summary>How a country's personal number is known.</summary>
/// <param name="Pattern">What it looks like. A group named <c>plain</c> that takes part marks a form that other numbers have too.</param>
/// <param name="IsValid">Whether its check digits, or the numbers that are given out, fit.</param>
/// <param name="Name">What the number is called; must precede it where it is in the plain form.</param>
internal sealed record NationalId(Regex Pattern, Func<string, bool> IsValid, Regex Name)
{
    /// <summary>All such numbers in the text, from left to right.</summary>
    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Pattern.Matches(text))
        {
            if (IsValid(match.Value) && (!match.Groups["plain"].Success || TextContext.Precedes(text, match.Index, Name)))
                yield return new PersonalDataMatch(match.Index, match.Length);
        }
    }
}
