using System.Collections.Immutable;
using System.Globalization;

namespace GptOperator.Local.ApiServer.Selectors;

/// <summary>One condition on one label.</summary>
internal sealed record LabelRequirement(string Key, string Operator, ImmutableArray<string> Values)
{
    /// <exception cref="FormatException">Not a requirement; the message names the whole selector.</exception>
    public static LabelRequirement Parse(string text, string whole)
    {
        if (text.StartsWith('!')) return Checked(new LabelRequirement(text[1..].Trim(), "!", []), whole);
        foreach (var sign in (ReadOnlySpan<string>)["!=", "==", "=", ">", "<"])
        {
            var at = text.IndexOf(sign, StringComparison.Ordinal);
            if (at > 0) return Checked(new LabelRequirement(text[..at].Trim(), sign == "==" ? "=" : sign, [text[(at + sign.Length)..].Trim()]), whole);
        }

        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return Checked(new LabelRequirement(text, "exists", []), whole);
        var head = text[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (head is not [var key, "in" or "notin"] || !text.EndsWith(')')) throw Unparsable(whole);
        return Checked(new LabelRequirement(key, head[1], [.. text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries)]), whole);
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "exists" => has,
            "!" => !has,
            "=" or "in" => has && Values.Contains(value!),
            "!=" or "notin" => !has || !Values.Contains(value!),
            _ => has && Compare(value!),
        };
    }

    private static LabelRequirement Checked(LabelRequirement requirement, string whole) =>
        requirement.Key.Length > 0 && !requirement.Key.Any(c => char.IsWhiteSpace(c) || c is '(' or ')' or '=') ? requirement : throw Unparsable(whole);

    private static FormatException Unparsable(string whole) => new($"unable to parse requirement: found '{whole}'");

    private bool Compare(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(Values[0], CultureInfo.InvariantCulture, out var right)
        && (Operator == ">" ? left > right : left < right);
}
