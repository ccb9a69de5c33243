namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Finds an expression's type, or what in it does not fit.</summary>
internal sealed class CelChecker
{
    private readonly string _source;
    private readonly Dictionary<string, CelType> _variables;

    private CelChecker(string source, IReadOnlyDictionary<string, CelType> variables)
    {
        _source = source;
        _variables = new(variables, StringComparer.Ordinal);
    }

    /// <exception cref="CelCompileException">A name is unknown, or no overload takes the arguments' types.</exception>
    public static CelType Check(string source, CelExpr expr, IReadOnlyDictionary<string, CelType> variables) =>
        new CelChecker(source, variables).TypeOf(expr);

    private CelType TypeOf(CelExpr expr) => expr switch
    {
        CelExpr.Literal literal => new(CelText.KindOf(literal.Value)),
        CelExpr.Ident ident => Resolve(ident),
        CelExpr.Select select => TypeOfSelect(select),
        CelExpr.Call call => TypeOfCall(call),
        CelExpr.List list => CelType.List(Joined(list.Items.Select(item => Unwrapped(item.IsOptional, TypeOf(item.Item))))),
        CelExpr.Map map => CelType.Map(Joined(map.Entries.Select(entry => TypeOf(entry.Key))), Joined(map.Entries.Select(entry => Unwrapped(entry.IsOptional, TypeOf(entry.Value))))),
        _ => TypeOfMacro((CelExpr.Macro)expr),
    };

    private static CelType Unwrapped(bool isOptional, CelType type) =>
        isOptional && type.Kind == CelKind.Optional ? type.Element! : type;

    private static CelType Joined(IEnumerable<CelType> types)
    {
        var distinct = types.Distinct().ToList();
        return distinct.Count == 1 ? distinct[0] : CelType.Dyn;
    }

    private CelType Resolve(CelExpr.Ident ident)
    {
        if (_variables.TryGetValue(ident.Name, out var type))
            return type;
        return CelEvaluator.IsTypeName(ident.Name) ? CelType.Type : throw Error(ident.Position, $"undeclared reference to '{ident.Name}' (in container '')");
    }

    private CelType TypeOfSelect(CelExpr.Select select)
    {
        var operand = TypeOf(select.Operand);
        var isOptional = select.IsOptional || operand.Kind == CelKind.Optional;
        if (operand.Kind == CelKind.Optional)
            operand = operand.Element!;
        var field = operand.Kind switch
        {
            CelKind.Object => operand.Fields!.GetValueOrDefault(select.Field) ?? throw Error(select.Position, $"undefined field '{select.Field}'"),
            CelKind.Map => operand.Element!,
            CelKind.Dyn => CelType.Dyn,
            _ => throw Error(select.Position, $"type '{operand}' does not support field selection"),
        };
        return select.IsTest ? CelType.Bool : isOptional ? CelType.Optional(field) : field;
    }

    private CelType TypeOfCall(CelExpr.Call call)
    {
        var arguments = call.Arguments.Select(TypeOf).ToList();
        if (call.Target is not null)
            arguments.Insert(0, TypeOf(call.Target));
        switch (call.Function)
        {
            case "_&&_" or "_||_":
                return arguments.All(type => type.Kind is CelKind.Bool or CelKind.Dyn) ? CelType.Bool : throw NoOverload(call, arguments);
            case "_?_:_":
                return TypeOfTernary(call, arguments);
            case "_[?_]" or "_[_]" when call.Function == "_[?_]" || arguments[0].Kind == CelKind.Optional:
                return TypeOfOptionalIndex(call, arguments);
            case "or" or "orValue" when arguments is [{ Kind: CelKind.Optional } optional, _]:
                return call.Function == "or" ? optional : optional.Element!.Kind == CelKind.Parameter ? arguments[1] : optional.Element;
        }
        if (!CelLibrary.Knows(call.Function) && call.Function is not ("or" or "orValue"))
            throw Error(call.Position, $"undeclared reference to '{call.Function}' (in container '')");
        var results = CelLibrary.Overloads(call.Function, call.Target is not null, arguments.Count)
            .Select(function => CelUnifier.Apply(function, arguments))
            .OfType<CelType>()
            .Distinct()
            .ToList();
        return results.Count switch
        {
            0 => throw NoOverload(call, arguments),
            1 => results[0],
            _ => CelType.Dyn,
        };
    }

    private CelType TypeOfTernary(CelExpr.Call call, List<CelType> arguments)
    {
        if (arguments[0].Kind is not (CelKind.Bool or CelKind.Dyn))
            throw NoOverload(call, arguments);
        var (yes, no) = (arguments[1], arguments[2]);
        if (yes.Kind == CelKind.Dyn || no.Kind == CelKind.Dyn)
            return CelType.Dyn;
        if (CelUnifier.Fits(yes, no))
            return yes.Kind == CelKind.Null ? no : yes;
        throw NoOverload(call, arguments);
    }

    private CelType TypeOfOptionalIndex(CelExpr.Call call, List<CelType> arguments)
    {
        var operand = arguments[0].Kind == CelKind.Optional ? arguments[0].Element! : arguments[0];
        return operand.Kind switch
        {
            CelKind.Dyn => CelType.Optional(CelType.Dyn),
            CelKind.List or CelKind.Map => CelType.Optional(operand.Element!),
            _ => throw NoOverload(call, arguments),
        };
    }

    private CelType TypeOfMacro(CelExpr.Macro macro)
    {
        var range = TypeOf(macro.Range);
        var (first, second) = range.Kind switch
        {
            CelKind.Dyn => (CelType.Dyn, CelType.Dyn),
            CelKind.List when macro.Second is null => (range.Element!, CelType.Dyn),
            CelKind.List => (CelType.Int, range.Element!),
            CelKind.Map => (range.Key!, range.Element!),
            CelKind.Optional when macro.Name is "optMap" or "optFlatMap" => (range.Element!, CelType.Dyn),
            _ => throw Error(macro.Range.Position, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)"),
        };
        var outer = new Dictionary<string, CelType>(_variables, StringComparer.Ordinal);
        _variables[macro.First] = first;
        if (macro.Second is not null)
            _variables[macro.Second] = second;
        if (macro.Filter is not null)
            MustBeBool(macro.Filter, TypeOf(macro.Filter));
        var body = TypeOf(macro.Body);
        _variables.Clear();
        foreach (var (name, type) in outer)
            _variables[name] = type;
        return ResultOf(macro, first, body);
    }

    private CelType ResultOf(CelExpr.Macro macro, CelType first, CelType body)
    {
        switch (macro.Name)
        {
            case "optMap":
                return CelType.Optional(body);
            case "optFlatMap":
                return body;
            case "map" or "transformList":
                return CelType.List(body);
            case "transformMap":
                return CelType.Map(first, body);
            case "filter":
                MustBeBool(macro.Body, body);
                return CelType.List(first);
            default:
                MustBeBool(macro.Body, body);
                return CelType.Bool;
        }
    }

    private void MustBeBool(CelExpr expr, CelType type)
    {
        if (type.Kind is not (CelKind.Bool or CelKind.Dyn))
            throw Error(expr.Position, $"expected type 'bool' but found '{type}'");
    }

    private CelCompileException NoOverload(CelExpr.Call call, List<CelType> arguments)
    {
        var applied = call.Target is null
            ? $"({string.Join(", ", arguments)})"
            : $"{arguments[0]}.({string.Join(", ", arguments.Skip(1))})";
        return Error(call.Position, $"found no matching overload for '{call.Function}' applied to '{applied}'");
    }

    private CelCompileException Error(int position, string detail) => new(_source, position, detail);
}
