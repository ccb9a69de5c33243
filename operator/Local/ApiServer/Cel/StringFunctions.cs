using System.Text;
using System.Text.RegularExpressions;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Functions of strings, counted in Unicode code points.</summary>
internal static class StringFunctions
{
    private static readonly CelType S = CelType.String;
    private static readonly CelType I = CelType.Int;
    private static readonly CelType Strings = CelType.List(CelType.String);

    public static IReadOnlyList<CelFunction> All { get; } =
    [
        new("size", false, [S], I, a => Length(a[0])),
        new("size", true, [S], I, a => Length(a[0])),
        new("size", false, [CelType.Bytes], I, a => (long)((byte[])a[0]).Length),
        new("size", true, [CelType.Bytes], I, a => (long)((byte[])a[0]).Length),
        Of("contains", CelType.Bool, [S], a => Text(a[0]).Contains(Text(a[1]), StringComparison.Ordinal)),
        Of("startsWith", CelType.Bool, [S], a => Text(a[0]).StartsWith(Text(a[1]), StringComparison.Ordinal)),
        Of("endsWith", CelType.Bool, [S], a => Text(a[0]).EndsWith(Text(a[1]), StringComparison.Ordinal)),
        Of("matches", CelType.Bool, [S], a => Regex(a[1]).IsMatch(Text(a[0]))),
        new("matches", false, [S, S], CelType.Bool, a => Regex(a[1]).IsMatch(Text(a[0]))),
        Of("find", S, [S], a => Regex(a[1]).Match(Text(a[0])) is { Success: true } match ? match.Value : ""),
        Of("findAll", Strings, [S], a => Found(a, int.MaxValue)),
        Of("findAll", Strings, [S, I], a => Found(a, (long)a[2] < 0 ? int.MaxValue : (long)a[2])),
        Of("charAt", S, [I], a => CharAt(Runes(a[0]), (long)a[1])),
        Of("indexOf", I, [S], a => IndexOf(Text(a[0]), Text(a[1]), 0)),
        Of("indexOf", I, [S, I], a => IndexOf(Text(a[0]), Text(a[1]), (long)a[2])),
        Of("lastIndexOf", I, [S], a => LastIndexOf(Text(a[0]), Text(a[1]), null)),
        Of("lastIndexOf", I, [S, I], a => LastIndexOf(Text(a[0]), Text(a[1]), (long)a[2])),
        Of("lowerAscii", S, [], a => Mapped(a[0], c => char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c)),
        Of("upperAscii", S, [], a => Mapped(a[0], c => char.IsAsciiLetterLower(c) ? (char)(c - 32) : c)),
        Of("replace", S, [S, S], a => Replace(Text(a[0]), Text(a[1]), Text(a[2]), -1)),
        Of("replace", S, [S, S, I], a => Replace(Text(a[0]), Text(a[1]), Text(a[2]), (long)a[3])),
        Of("split", Strings, [S], a => Split(Text(a[0]), Text(a[1]), -1)),
        Of("split", Strings, [S, I], a => Split(Text(a[0]), Text(a[1]), (long)a[2])),
        Of("substring", S, [I], a => Substring(Runes(a[0]), (long)a[1], Runes(a[0]).Count)),
        Of("substring", S, [I, I], a => Substring(Runes(a[0]), (long)a[1], (long)a[2])),
        Of("trim", S, [], a => Text(a[0]).Trim()),
        Of("reverse", S, [], a => string.Concat(Runes(a[0]).AsEnumerable().Reverse())),
        Of("format", S, [CelType.List(CelType.Dyn)], a => CelFormat.Format(Text(a[0]), ((CelList)a[1]).Items)),
        new("join", true, [Strings], S, a => string.Join("", Texts(a[0]))),
        new("join", true, [Strings, S], S, a => string.Join(Text(a[1]), Texts(a[0]))),
    ];

    private static CelFunction Of(string name, CelType result, CelType[] parameters, Func<object[], object> body) =>
        new(name, true, [S, .. parameters], result, body);

    private static string Text(object value) => (string)value;

    private static IEnumerable<string> Texts(object list) =>
        ((CelList)list).Items.Select(item => item as string ?? throw CelException.NoSuchOverload());

    private static List<Rune> Runes(object value) => [.. Text(value).EnumerateRunes()];

    private static long Length(object value) => Text(value).EnumerateRunes().Count();

    private static Regex Regex(object pattern)
    {
        try
        {
            return GoRegex.Compile(Text(pattern));
        }
        catch (RegexParseException error)
        {
            throw new CelException($"error parsing regexp: {error.Message}");
        }
    }

    private static CelList Found(object[] a, long limit) =>
        new([.. Regex(a[1]).Matches(Text(a[0])).Select(match => match.Value).Take((int)Math.Min(limit, int.MaxValue))]);

    private static string CharAt(List<Rune> runes, long at) =>
        at < 0 || at > runes.Count ? throw OutOfRange(at) : at == runes.Count ? "" : runes[(int)at].ToString();

    private static long IndexOf(string text, string part, long from)
    {
        var runes = Runes(text);
        if (from < 0 || from > runes.Count)
            throw OutOfRange(from);
        if (part.Length == 0)
            return from;
        var start = runes.Take((int)from).Sum(rune => rune.Utf16SequenceLength);
        var at = text.IndexOf(part, start, StringComparison.Ordinal);
        return at < 0 ? -1L : Length(text[..at]);
    }

    private static long LastIndexOf(string text, string part, long? from)
    {
        var runes = Runes(text);
        if (from < 0 || from > runes.Count)
            throw OutOfRange(from.Value);
        var last = Math.Min(from ?? runes.Count, runes.Count - Length(part));
        for (var at = last; at >= 0; at--)
        {
            if (Substring(runes, at, runes.Count).StartsWith(part, StringComparison.Ordinal))
                return at;
        }
        return -1L;
    }

    private static string Mapped(object value, Func<char, char> map) => string.Concat(Text(value).Select(map));

    private static string Replace(string text, string old, string replacement, long limit)
    {
        if (limit < 0 && old.Length > 0)
            return text.Replace(old, replacement, StringComparison.Ordinal);
        var result = new StringBuilder();
        var at = 0;
        for (long done = 0; limit < 0 || done < limit; done++)
        {
            var found = text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
            if (old.Length > 0)
                continue;
            if (at >= text.Length)
                break;
            result.Append(text[at++]);
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    private static CelList Split(string text, string separator, long limit)
    {
        if (limit == 0)
            return new([]);
        var count = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0)
            return new([.. text.Split(separator, count)]);
        var runes = Runes(text);
        var single = runes.Take(Math.Min(count - 1, runes.Count)).Select(rune => (object)rune.ToString());
        return runes.Count < count ? new([.. single]) : new([.. single, string.Concat(runes.Skip(count - 1))]);
    }

    private static string Substring(List<Rune> runes, long from, long to)
    {
        if (from < 0 || from > runes.Count)
            throw OutOfRange(from);
        if (to < 0 || to > runes.Count)
            throw OutOfRange(to);
        if (from > to)
            throw new CelException($"invalid substring range. start: {from}, end: {to}");
        return string.Concat(runes.Skip((int)from).Take((int)(to - from)));
    }

    private static CelException OutOfRange(long index) => new($"index out of range: {index}");
}
