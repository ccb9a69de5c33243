using System.Text.RegularExpressions;
using GptOperator.Crds.Spec;

namespace GptTrainer.Data.Cleaning;

/// <summary>Keys by the prefixes that their issuers document, and random values that are assigned to a secret's name.</summary>
internal sealed partial class SecretDetector : IPersonalDataDetector
{
    /// <summary>Bits a character: random base 64 of 20 characters has about 4, words have less than 3.5.</summary>
    private const double LeastEntropy = 3.5;

    public PersonalDataKind Kind => PersonalDataKind.Secret;

    public IEnumerable<PersonalDataMatch> Find(string text)
    {
        foreach (Match match in Secret().Matches(text))
        {
            var value = match.Groups["value"];
            if (!value.Success)
                yield return new PersonalDataMatch(match.Index, match.Length);
            else if (value.ValueSpan.IndexOfAnyInRange('0', '9') >= 0 && Entropy(value.ValueSpan) >= LeastEntropy)
                yield return new PersonalDataMatch(value.Index, value.Length);
        }
    }

    // Shannon's, of the frequencies of the characters within the value.
    private static double Entropy(ReadOnlySpan<char> value)
    {
        var counts = new Dictionary<char, int>();
        foreach (var unit in value)
            counts[unit] = counts.GetValueOrDefault(unit) + 1;
        var length = (double)value.Length;
        return -counts.Values.Sum(count => count / length * Math.Log2(count / length));
    }

    // AWS, GitHub, GitLab, Slack, Google, Stripe, npm, Hugging Face, OpenAI, JSON web tokens; then name = value.
    [GeneratedRegex("""(?:(?<![A-Za-z0-9_])(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,90}|glpat-[A-Za-z0-9_-]{20}|xox[abprs]-[A-Za-z0-9-]{10,72}|AIza[0-9A-Za-z_-]{35}|[sr]k_(?:live|test)_[0-9A-Za-z]{16,99}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,40}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,180}|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})(?![A-Za-z0-9])|(?i:(?:api|access|secret|auth|private|client|encryption)[_-]?(?:key|token|secret)|secret|passwd|password|bearer)["']?(?: ?[:=] ?|(?<=bearer) )["']?(?<value>[A-Za-z0-9+/_.~!@#$%^&*-]{16,200}={0,2})""", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
