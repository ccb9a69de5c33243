using System.Globalization;
using System.Text;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Splits an expression into tokens.</summary>
internal sealed class CelLexer(string source)
{
    private static readonly string[] Operators =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private int _at;

    /// <exception cref="CelCompileException">A character or literal that CEL does not know.</exception>
    public static List<CelToken> Read(string source)
    {
        var lexer = new CelLexer(source);
        var tokens = new List<CelToken>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != CelTokenKind.End);
        return tokens;
    }

    private CelToken Next()
    {
        SkipSpace();
        if (_at >= source.Length)
            return new(CelTokenKind.End, "<EOF>", _at);
        var c = source[_at];
        if (StringStart() is { } prefix)
            return ReadString(prefix);
        if (char.IsAsciiLetter(c) || c == '_')
            return ReadIdentifier();
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < source.Length && char.IsAsciiDigit(source[_at + 1])))
            return ReadNumber();
        var op = Operators.FirstOrDefault(each => source.AsSpan(_at).StartsWith(each));
        if (op is null)
            throw Error(_at, $"Syntax error: token recognition error at: '{c}'");
        _at += op.Length;
        return new(CelTokenKind.Operator, op, _at - op.Length);
    }

    private void SkipSpace()
    {
        while (_at < source.Length)
        {
            if (char.IsWhiteSpace(source[_at]))
                _at++;
            else if (source.AsSpan(_at).StartsWith("//"))
                _at = source.IndexOf('\n', _at) is var end && end < 0 ? source.Length : end;
            else
                return;
        }
    }

    private CelToken ReadIdentifier()
    {
        var start = _at;
        while (_at < source.Length && (char.IsAsciiLetterOrDigit(source[_at]) || source[_at] == '_'))
            _at++;
        return new(CelTokenKind.Identifier, source[start.._at], start);
    }

    private CelToken ReadNumber()
    {
        var start = _at;
        if (source.AsSpan(_at).StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            _at += 2;
            TakeWhile(char.IsAsciiHexDigit);
            return Whole(start);
        }
        TakeWhile(char.IsAsciiDigit);
        var isDouble = false;
        if (_at + 1 < source.Length && source[_at] == '.' && char.IsAsciiDigit(source[_at + 1]))
        {
            isDouble = true;
            _at++;
            TakeWhile(char.IsAsciiDigit);
        }
        if (_at < source.Length && source[_at] is 'e' or 'E')
        {
            isDouble = true;
            _at++;
            if (_at < source.Length && source[_at] is '+' or '-')
                _at++;
            TakeWhile(char.IsAsciiDigit);
        }
        return isDouble ? new(CelTokenKind.Double, source[start.._at], start) : Whole(start);
    }

    private CelToken Whole(int start)
    {
        var text = source[start.._at];
        if (_at >= source.Length || source[_at] is not ('u' or 'U'))
            return new(CelTokenKind.Int, text, start);
        _at++;
        return new(CelTokenKind.Uint, text, start);
    }

    private void TakeWhile(Func<char, bool> accept)
    {
        while (_at < source.Length && accept(source[_at]))
            _at++;
    }

    // r, b, rb before a quote; the quote may be tripled.
    private string? StringStart()
    {
        var end = _at;
        while (end < source.Length && end - _at < 2 && source[end] is 'r' or 'R' or 'b' or 'B')
            end++;
        return end < source.Length && source[end] is '"' or '\'' ? source[_at..end].ToLowerInvariant() : null;
    }

    private CelToken ReadString(string prefix)
    {
        var start = _at;
        _at += prefix.Length;
        var quote = source.AsSpan(_at).StartsWith("\"\"\"") || source.AsSpan(_at).StartsWith("'''") ? source.Substring(_at, 3) : source.Substring(_at, 1);
        _at += quote.Length;
        var bytes = new List<byte>();
        var text = new StringBuilder();
        var isBytes = prefix.Contains('b', StringComparison.Ordinal);
        var isRaw = prefix.Contains('r', StringComparison.Ordinal);
        while (!source.AsSpan(_at).StartsWith(quote))
        {
            if (_at >= source.Length || (quote.Length == 1 && source[_at] is '\n' or '\r'))
                throw Error(start, $"Syntax error: token recognition error at: '{source[start..]}'");
            if (source[_at] == '\\' && !isRaw)
                ReadEscape(text, bytes, isBytes);
            else
                Append(Rune.GetRuneAt(source, _at), text, bytes);
        }
        _at += quote.Length;
        return isBytes
            ? new(CelTokenKind.Bytes, source[start.._at], start, bytes.ToArray())
            : new(CelTokenKind.String, source[start.._at], start, text.ToString());
    }

    private void Append(Rune rune, StringBuilder text, List<byte> bytes)
    {
        text.Append(rune.ToString());
        bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        _at += rune.Utf16SequenceLength;
    }

    private void ReadEscape(StringBuilder text, List<byte> bytes, bool isBytes)
    {
        var start = _at;
        var c = _at + 1 < source.Length ? source[_at + 1] : '\0';
        _at += 2;
        var simple = c switch
        {
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            '\\' or '\'' or '"' or '`' or '?' => c,
            _ => '\0',
        };
        var code = simple != '\0' ? simple : c switch
        {
            'x' or 'X' => Digits(2, 16, start),
            'u' => Digits(4, 16, start),
            'U' => Digits(8, 16, start),
            >= '0' and <= '3' => Octal(start),
            _ => throw Error(start, $"Syntax error: token recognition error at: '\\{c}'"),
        };
        if (isBytes && simple == '\0' && c is not ('u' or 'U'))
        {
            bytes.Add((byte)code);
            return;
        }
        if (!Rune.IsValid(code))
            throw Error(start, "invalid unicode code point");
        text.Append(new Rune(code).ToString());
        bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(code).ToString()));
    }

    private int Octal(int start)
    {
        _at--;
        return Digits(3, 8, start);
    }

    private int Digits(int count, int radix, int start)
    {
        var end = _at + count;
        var text = end <= source.Length ? source[_at..end] : "";
        _at = end;
        try
        {
            return text.Length == count ? Convert.ToInt32(text, radix) : throw Error(start, "Syntax error: incomplete escape");
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw Error(start, string.Create(CultureInfo.InvariantCulture, $"Syntax error: bad escape of base {radix}"));
        }
    }

    private CelCompileException Error(int position, string detail) => new(source, position, detail);
}
