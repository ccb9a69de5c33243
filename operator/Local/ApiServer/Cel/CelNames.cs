using System.Text;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>How property names are spelled in rules: those that are no identifiers are escaped.</summary>
internal static class CelNames
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    };

    /// <returns>Null where a rule cannot name the property at all.</returns>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return null;
        if (Keywords.Contains(name))
            return $"__{name}__";
        var escaped = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 1 < name.Length && name[i + 1] == '_')
            {
                escaped.Append("__underscores__");
                i++;
                continue;
            }
            var part = name[i] switch
            {
                '.' => "__dot__",
                '-' => "__dash__",
                '/' => "__slash__",
                '_' => "_",
                var c when char.IsAsciiLetterOrDigit(c) => c.ToString(),
                _ => null,
            };
            if (part is null)
                return null;
            escaped.Append(part);
        }
        return escaped.ToString();
    }
}
