namespace GptOperator.Local.ApiServer.Cel;

/// <summary>A URL as Go's parser takes it: absolute, or a path from the root.</summary>
internal sealed record CelUrl(string Scheme, string Host, string Path, string Query)
{
    public string Hostname => Host.StartsWith('[') ? Host[1..Host.IndexOf(']', StringComparison.Ordinal)] : Host.Split(':')[0];

    public string Port => Host.LastIndexOf(':') is var at && at > Host.LastIndexOf(']') && at >= 0 ? Host[(at + 1)..] : "";

    public static bool TryParse(string text, out CelUrl url)
    {
        url = new("", "", "", "");
        if (text.Length == 0 || text.Any(c => c < ' ' || c == 0x7f))
            return false;
        var hash = text.Split('#', 2)[0];
        var query = hash.Split('?', 2);
        if (query[0].StartsWith('/'))
        {
            url = new("", "", query[0], query.ElementAtOrDefault(1) ?? "");
            return true;
        }
        var colon = query[0].IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !char.IsAsciiLetter(text[0]) || !query[0][..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
            return false;
        var rest = query[0][(colon + 1)..];
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            host = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            host = host[(host.LastIndexOf('@') + 1)..];
            if (host.Any(c => c is ' ' or '<' or '>' or '"' or '\\' or '^' or '`' or '{' or '|' or '}') || !HasValidPort(host))
                return false;
        }
        url = new(query[0][..colon].ToLowerInvariant(), host, rest, query.ElementAtOrDefault(1) ?? "");
        return true;
    }

    private static bool HasValidPort(string host)
    {
        if (host.StartsWith('[') && !host.Contains(']', StringComparison.Ordinal))
            return false;
        return new CelUrl("", host, "", "").Port.All(char.IsAsciiDigit);
    }
}
