using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>E-mail addresses; not images named for a resolution (logo@2x.png), nor git's user in clone addresses.</summary>
internal sealed partial class EmailDetector : IPersonalDataDetector
{
    public PersonalDataKind Kind => PersonalDataKind.Email;

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        if (!text.Contains('@'))
            yield break;
        foreach (Match match in Address().Matches(text))
        {
            if (!LookAlike().IsMatch(match.ValueSpan))
                yield return new PersonalDataMatch(match.Index, match.Length);
        }
    }

    [GeneratedRegex(@"(?<![\w.%+-])[\w%+-]{1,64}(?:\.[\w%+-]{1,64}){0,8}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}@])", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json)$|^git@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LookAlike();
}
