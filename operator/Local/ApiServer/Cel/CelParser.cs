using System.Globalization;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Parses CEL by operator precedence.</summary>
internal sealed class CelParser
{
    // A rule is short; what nests deeper would only serve to overflow the stack.
    private const int MaxDepth = 200;
    private static readonly string[] Relations = ["==", "!=", "<=", ">=", "<", ">"];
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop", "package", "namespace",
        "return", "var", "void", "while",
    };

    private readonly string _source;
    private readonly List<CelToken> _tokens;
    private int _at;
    private int _depth;

    private CelParser(string source)
    {
        _source = source;
        _tokens = CelLexer.Read(source);
    }

    private CelToken Current => _tokens[_at];

    /// <exception cref="CelCompileException">Not an expression.</exception>
    public static CelExpr Parse(string source)
    {
        var parser = new CelParser(source);
        var expr = parser.Expression();
        return parser.Current.Kind == CelTokenKind.End ? expr : throw parser.Unexpected();
    }

    private CelExpr Expression()
    {
        if (++_depth > MaxDepth)
            throw new CelCompileException(_source, Current.Position, $"expression nests deeper than {MaxDepth} levels");
        var condition = Binary(0);
        if (Current.Is("?"))
        {
            var position = Take().Position;
            var yes = Binary(0);
            Expect(":");
            condition = new CelExpr.Call("_?_:_", null, [condition, yes, Expression()], position);
        }
        _depth--;
        return condition;
    }

    private CelExpr Binary(int level)
    {
        if (level == 5)
            return Unary();
        var left = Binary(level + 1);
        while (OperatorAt(level) is { } function)
        {
            var position = Take().Position;
            left = new CelExpr.Call(function, null, [left, Binary(level + 1)], position);
        }
        return left;
    }

    private string? OperatorAt(int level)
    {
        var token = Current;
        if (level == 2 && token is { Kind: CelTokenKind.Identifier, Text: "in" })
            return "@in";
        if (token.Kind != CelTokenKind.Operator)
            return null;
        var fits = level switch
        {
            0 => token.Text == "||",
            1 => token.Text == "&&",
            2 => Relations.Contains(token.Text),
            3 => token.Text is "+" or "-",
            _ => token.Text is "*" or "/" or "%",
        };
        return fits ? $"_{token.Text}_" : null;
    }

    private CelExpr Unary()
    {
        if (++_depth > MaxDepth)
            throw new CelCompileException(_source, Current.Position, $"expression nests deeper than {MaxDepth} levels");
        var result = Prefixed();
        _depth--;
        return result;
    }

    private CelExpr Prefixed()
    {
        var token = Current;
        if (token.Is("!"))
        {
            Take();
            return new CelExpr.Call("!_", null, [Unary()], token.Position);
        }
        if (!token.Is("-"))
            return Postfix(Primary());
        Take();
        // The least integer has no positive counterpart, so the sign belongs to the literal.
        if (Current.Kind is CelTokenKind.Int or CelTokenKind.Double)
            return Postfix(Number("-"));
        return new CelExpr.Call("-_", null, [Unary()], token.Position);
    }

    private CelExpr Postfix(CelExpr operand)
    {
        while (true)
        {
            var token = Current;
            if (token.Is("."))
            {
                Take();
                operand = Member(operand, token.Position);
            }
            else if (token.Is("["))
            {
                Take();
                var isOptional = TakeIf("?");
                var index = Expression();
                Expect("]");
                operand = new CelExpr.Call(isOptional ? "_[?_]" : "_[_]", null, [operand, index], token.Position);
            }
            else
                return operand;
        }
    }

    private CelExpr Member(CelExpr operand, int position)
    {
        var isOptional = TakeIf("?");
        var name = Current.Kind == CelTokenKind.Identifier ? Take().Text : throw Unexpected();
        if (isOptional || !Current.Is("("))
            return new CelExpr.Select(operand, name, false, isOptional, position);
        var open = Take().Position;
        var arguments = Arguments(")");
        if (operand is CelExpr.Ident { Name: "optional" or "sets" } space)
            return new CelExpr.Call($"{space.Name}.{name}", null, arguments, open);
        return CelMacros.Expand(_source, operand, name, arguments, open) ?? new CelExpr.Call(name, operand, arguments, open);
    }

    private CelExpr Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case CelTokenKind.Int or CelTokenKind.Uint or CelTokenKind.Double:
                return Number("");
            case CelTokenKind.String or CelTokenKind.Bytes:
                return new CelExpr.Literal(Take().Value!, token.Position);
            case CelTokenKind.Identifier:
                return Named(Take());
        }
        if (TakeIf("("))
        {
            var inner = Expression();
            Expect(")");
            return inner;
        }
        if (TakeIf("["))
            return ListLiteral(token.Position);
        return TakeIf("{") ? MapLiteral(token.Position) : throw Unexpected();
    }

    private CelExpr Named(CelToken name)
    {
        switch (name.Text)
        {
            case "true" or "false":
                return new CelExpr.Literal(name.Text == "true", name.Position);
            case "null":
                return new CelExpr.Literal(CelNull.Value, name.Position);
        }
        if (Reserved.Contains(name.Text))
            throw new CelCompileException(_source, name.Position, $"Syntax error: reserved identifier: {name.Text}");
        if (!Current.Is("("))
            return new CelExpr.Ident(name.Text, name.Position);
        var open = Take().Position;
        var arguments = Arguments(")");
        if (name.Text != "has")
            return new CelExpr.Call(name.Text, null, arguments, open);
        return arguments is [CelExpr.Select { IsTest: false } select]
            ? select with { IsTest = true }
            : throw new CelCompileException(_source, open, "invalid argument to has() macro");
    }

    private CelExpr.List ListLiteral(int position)
    {
        var items = new List<(CelExpr, bool)>();
        while (!TakeIf("]"))
        {
            var isOptional = TakeIf("?");
            items.Add((Expression(), isOptional));
            if (!Current.Is("]"))
                Expect(",");
        }
        return new CelExpr.List(items, position);
    }

    private CelExpr.Map MapLiteral(int position)
    {
        var entries = new List<(CelExpr, CelExpr, bool)>();
        while (!TakeIf("}"))
        {
            var isOptional = TakeIf("?");
            var key = Expression();
            Expect(":");
            entries.Add((key, Expression(), isOptional));
            if (!Current.Is("}"))
                Expect(",");
        }
        return new CelExpr.Map(entries, position);
    }

    private List<CelExpr> Arguments(string close)
    {
        var arguments = new List<CelExpr>();
        while (!TakeIf(close))
        {
            arguments.Add(Expression());
            if (!Current.Is(close))
                Expect(",");
        }
        return arguments;
    }

    private CelExpr.Literal Number(string sign)
    {
        var token = Take();
        var isHex = token.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var digits = isHex ? token.Text[2..] : token.Text;
        if (token.Kind == CelTokenKind.Double && double.TryParse(sign + token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
            return new CelExpr.Literal(real, token.Position);
        if (token.Kind == CelTokenKind.Double || !UInt128.TryParse(digits, style, CultureInfo.InvariantCulture, out var number))
            throw new CelCompileException(_source, token.Position, "invalid number literal");
        if (token.Kind == CelTokenKind.Uint)
            return number <= ulong.MaxValue
                ? new CelExpr.Literal((ulong)number, token.Position)
                : throw new CelCompileException(_source, token.Position, "invalid uint literal");
        var signed = sign.Length == 0 ? (Int128)number : -(Int128)number;
        return signed >= long.MinValue && signed <= long.MaxValue
            ? new CelExpr.Literal((long)signed, token.Position)
            : throw new CelCompileException(_source, token.Position, "invalid int literal");
    }

    private CelToken Take() => _tokens[_at++];

    private bool TakeIf(string op)
    {
        var fits = Current.Is(op);
        _at += fits ? 1 : 0;
        return fits;
    }

    private void Expect(string op)
    {
        if (!TakeIf(op))
            throw new CelCompileException(_source, Current.Position, $"Syntax error: mismatched input '{Current.Text}' expecting '{op}'");
    }

    private CelCompileException Unexpected() =>
        new(_source, Current.Position, $"Syntax error: mismatched input '{Current.Text}' expecting an expression");
}
