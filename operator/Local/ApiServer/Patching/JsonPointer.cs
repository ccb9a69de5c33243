using System.Globalization;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>A path within a JSON document, RFC 6901.</summary>
internal sealed record JsonPointer(string Text, IReadOnlyList<string> Tokens)
{
    public bool IsRoot => Tokens.Count == 0;

    public string Last => Tokens[^1];

    public JsonPointer Parent => new(Text[..Text.LastIndexOf('/')], [.. Tokens.Take(Tokens.Count - 1)]);

    /// <exception cref="PatchException">A non-empty path does not start with a slash.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
            return new(text, []);
        if (text[0] != '/')
            throw new PatchException($"the JSON pointer '{text}' must start with '/'");
        var tokens = text[1..].Split('/').Select(token =>
            token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        return new(text, [.. tokens]);
    }

    public static bool TryIndex(string token, out int index) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index) && (token.Length == 1 || token[0] != '0');
}
