namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Runs the macros over lists, maps and optionals.</summary>
internal sealed class CelMacroEvaluator(CelEvaluator evaluator)
{
    public object Evaluate(CelExpr.Macro macro)
    {
        var range = evaluator.Evaluate(macro.Range);
        if (macro.Name is "optMap" or "optFlatMap")
            return MapOptional(macro, range);
        return macro.Name switch
        {
            "all" => Quantify(macro, range, false),
            "exists" => Quantify(macro, range, true),
            "exists_one" => Pairs(macro, range).Count(pair => IsTrue(macro, macro.Body, pair)) == 1,
            "filter" => new CelList([.. Pairs(macro, range).Where(pair => IsTrue(macro, macro.Body, pair)).Select(pair => pair.First)]),
            "transformMap" => TransformMap(macro, range),
            _ => new CelList([.. Chosen(macro, range).Select(pair => Run(macro, macro.Body, pair))]),
        };
    }

    private IEnumerable<(object First, object? Second)> Chosen(CelExpr.Macro macro, object range) =>
        Pairs(macro, range).Where(pair => macro.Filter is null || IsTrue(macro, macro.Filter, pair));

    // As && and ||: one item that decides outweighs the errors of others.
    private bool Quantify(CelExpr.Macro macro, object range, bool decisive)
    {
        CelException? failure = null;
        foreach (var pair in Pairs(macro, range))
        {
            try
            {
                if (IsTrue(macro, macro.Body, pair) == decisive)
                    return decisive;
            }
            catch (CelException error) when (!error.IsOverBudget)
            {
                failure ??= error;
            }
        }
        return failure is null ? !decisive : throw failure;
    }

    private CelMap TransformMap(CelExpr.Macro macro, object range)
    {
        var result = new CelMap();
        foreach (var pair in Chosen(macro, range))
            result.Add(pair.First, Run(macro, macro.Body, pair));
        return result;
    }

    private object MapOptional(CelExpr.Macro macro, object range)
    {
        if (range is not CelOptional optional)
            throw CelException.NoSuchOverload();
        if (optional.Value is null)
            return optional;
        var mapped = evaluator.With(macro.First, optional.Value, () => evaluator.Evaluate(macro.Body));
        return macro.Name == "optMap" ? new CelOptional(mapped) : mapped;
    }

    private bool IsTrue(CelExpr.Macro macro, CelExpr condition, (object, object?) pair) =>
        Run(macro, condition, pair) is bool holds ? holds : throw CelException.NoSuchOverload();

    private object Run(CelExpr.Macro macro, CelExpr body, (object First, object? Second) pair) =>
        evaluator.With(macro.First, pair.First, () => pair.Second is null
            ? evaluator.Evaluate(body)
            : evaluator.With(macro.Second!, pair.Second, () => evaluator.Evaluate(body)));

    private static IEnumerable<(object First, object? Second)> Pairs(CelExpr.Macro macro, object range) => (range, macro.Second) switch
    {
        (CelList list, null) => list.Items.Select(item => (item, (object?)null)),
        (CelList list, _) => list.Items.Select((item, index) => ((object)(long)index, (object?)item)),
        (CelMap map, null) => map.KeyValues.Select(key => (key, (object?)null)),
        (CelMap map, _) => map.Entries.Select(entry => (entry.Key, (object?)entry.Value)),
        _ => throw CelException.NoSuchOverload(),
    };
}
