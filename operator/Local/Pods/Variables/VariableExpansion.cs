using System.Text;

namespace GptOperator.Local.Pods;

/// <summary>Kubernetes' <c>$(VAR)</c> references in env values, command and args.</summary>
internal static class VariableExpansion
{
    /// <summary>Known names are replaced, unknown ones stay as written, and <c>$$</c> is a dollar sign.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var end = text[i] == '$' && next == '(' ? text.IndexOf(')', i) : -1;
            if (text[i] == '$' && next == '$')
                result.Append(text[i++]);
            else if (end < 0)
                result.Append(text[i]);
            else
            {
                result.Append(variables.TryGetValue(text[(i + 2)..end], out var value) ? value : text[i..(end + 1)]);
                i = end;
            }
        }

        return result.ToString();
    }
}
