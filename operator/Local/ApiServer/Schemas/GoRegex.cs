using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>
/// Go's (RE2's) regular expressions on .NET's engine. Linear time where the pattern allows it, since patterns come from users.
/// </summary>
internal static class GoRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    /// <exception cref="RegexParseException">The pattern is not a regular expression.</exception>
    public static Regex Compile(string pattern) => Compiled.GetOrAdd(pattern, Make);

    // Go's $ without (?m) is the very end of the text, .NET's also matches before a last line break;
    // Go spells named groups (?P<name>), and \z as .NET does.
    private static string Translate(string pattern)
    {
        var text = new System.Text.StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
                text.Append(c).Append(pattern[++i]);
            else if (inClass || c != '$')
                text.Append(c == '(' && !inClass && pattern.AsSpan(i).StartsWith("(?P<") ? Skip(ref i) : c.ToString());
            else
                text.Append("\\z");
            inClass = c == '[' && !inClass || inClass && c != ']';
        }
        return text.ToString();
    }

    private static string Skip(ref int i)
    {
        i += 2;
        return "(?";
    }

    private static Regex Make(string pattern)
    {
        var translated = pattern.StartsWith("(?m", StringComparison.Ordinal) ? pattern : Translate(pattern);
        try
        {
            return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
        }
        catch (NotSupportedException)
        {
            // Lookarounds and the like: RE2 lacks them too, but a rule already stored must still be answered.
            return new Regex(translated, RegexOptions.CultureInvariant, Limit);
        }
    }
}
