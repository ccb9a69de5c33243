namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Runs an expression by walking its tree.</summary>
internal sealed class CelEvaluator(IReadOnlyDictionary<string, object> variables, CelBudget budget)
{
    private static readonly Dictionary<string, CelType> TypeNames = new(StringComparer.Ordinal)
    {
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["bool"] = CelType.Bool,
        ["list"] = new(CelKind.List),
        ["map"] = new(CelKind.Map),
        ["null_type"] = CelType.Null,
        ["type"] = CelType.Type,
    };

    private readonly Dictionary<string, object> _bound = new(StringComparer.Ordinal);

    public static bool IsTypeName(string name) => TypeNames.ContainsKey(name);

    /// <exception cref="CelException">The expression failed or cost too much.</exception>
    public object Evaluate(CelExpr expr)
    {
        budget.Spend(1);
        return expr switch
        {
            CelExpr.Literal literal => literal.Value,
            CelExpr.Ident ident => Resolve(ident.Name),
            CelExpr.Select select => Select(select),
            CelExpr.Call call => Call(call),
            CelExpr.List list => MakeList(list),
            CelExpr.Map map => MakeMap(map),
            _ => new CelMacroEvaluator(this).Evaluate((CelExpr.Macro)expr),
        };
    }

    /// <summary>Evaluates with a name bound to a value.</summary>
    public object With(string name, object value, Func<object> body)
    {
        var outer = _bound.GetValueOrDefault(name);
        _bound[name] = value;
        try
        {
            return body();
        }
        finally
        {
            if (outer is null)
                _bound.Remove(name);
            else
                _bound[name] = outer;
        }
    }

    private object Resolve(string name) =>
        _bound.TryGetValue(name, out var value) || variables.TryGetValue(name, out value) ? value
        : TypeNames.TryGetValue(name, out var type) ? type
        : throw new CelException($"no such attribute(s): {name}");

    private object Select(CelExpr.Select select)
    {
        var operand = Evaluate(select.Operand);
        var isOptional = select.IsOptional || operand is CelOptional;
        if (operand is CelOptional optional)
        {
            if (optional.Value is null)
                return select.IsTest ? false : CelOptional.None;
            operand = optional.Value;
        }
        var found = operand is CelMap map ? map.Find(select.Field) : throw CelException.NoSuchOverload();
        if (select.IsTest)
            return found is not null;
        return isOptional ? new CelOptional(found) : found ?? throw CelException.NoSuchKey(select.Field);
    }

    private object Call(CelExpr.Call call)
    {
        switch (call.Function)
        {
            case "_&&_":
                return Logic(call, false);
            case "_||_":
                return Logic(call, true);
            case "_?_:_":
                return Evaluate(call.Arguments[0]) is bool condition ? Evaluate(call.Arguments[condition ? 1 : 2]) : throw CelException.NoSuchOverload();
            case "_[?_]":
                return OptionalIndex(Evaluate(call.Arguments[0]), Evaluate(call.Arguments[1]));
            case "or" or "orValue" when call.Target is not null && call.Arguments.Count == 1:
                return Otherwise(call);
        }
        var arguments = call.Arguments.Select(Evaluate).ToList();
        if (call.Target is not null)
            arguments.Insert(0, Evaluate(call.Target));
        if (call.Function == "_[_]" && arguments[0] is CelOptional optional)
            return optional.Value is null ? optional : OptionalIndex(optional.Value, arguments[1]);
        budget.Spend(arguments.Sum(CelBudget.CostOf));
        return CelLibrary.Call(call.Function, call.Target is not null, Normalized(call.Function, arguments));
    }

    // A list's index may be any number that is whole.
    private static object[] Normalized(string function, List<object> arguments)
    {
        if (function == "_[_]" && arguments is [CelList, ulong or double])
            arguments[1] = arguments[1] is ulong unsigned ? (long)unsigned : double.IsInteger((double)arguments[1]) ? (long)(double)arguments[1] : throw CelException.NoSuchOverload();
        return [.. arguments];
    }

    // Either side may decide alone, so an error on one is forgotten when the other decides.
    private bool Logic(CelExpr.Call call, bool decisive)
    {
        CelException? failure = null;
        foreach (var side in call.Arguments)
        {
            try
            {
                if (Evaluate(side) is not bool value)
                    failure ??= CelException.NoSuchOverload();
                else if (value == decisive)
                    return decisive;
            }
            catch (CelException error) when (!error.IsOverBudget)
            {
                failure ??= error;
            }
        }
        return failure is null ? !decisive : throw failure;
    }

    private object Otherwise(CelExpr.Call call)
    {
        if (Evaluate(call.Target!) is not CelOptional optional)
            throw CelException.NoSuchOverload();
        if (optional.Value is null)
            return Evaluate(call.Arguments[0]);
        return call.Function == "or" ? optional : optional.Value;
    }

    private static object OptionalIndex(object operand, object index)
    {
        if (operand is CelOptional optional)
            return optional.Value is null ? optional : OptionalIndex(optional.Value, index);
        return (operand, index) switch
        {
            (CelList list, long at) => new CelOptional(at >= 0 && at < list.Items.Count ? list.Items[(int)at] : null),
            (CelMap map, _) => new CelOptional(map.Find(index)),
            _ => throw CelException.NoSuchOverload(),
        };
    }

    private CelList MakeList(CelExpr.List list)
    {
        var items = new List<object>();
        foreach (var (item, isOptional) in list.Items)
        {
            var value = Evaluate(item);
            if (!isOptional)
                items.Add(value);
            else if (value is CelOptional { Value: { } given })
                items.Add(given);
        }
        return new(items);
    }

    private CelMap MakeMap(CelExpr.Map map)
    {
        var result = new CelMap();
        foreach (var (key, value, isOptional) in map.Entries)
        {
            var name = Evaluate(key);
            var content = Evaluate(value);
            if (isOptional)
                content = content is CelOptional optional ? optional.Value : throw CelException.NoSuchOverload();
            if (content is not null)
                result.Add(name, content);
        }
        return result;
    }
}
