using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>One rule of a schema node, compiled; a fault of the rule is kept in place of its program.</summary>
internal sealed record CompiledRule(ValidationRule Rule)
{
    public CelProgram? Program { get; private init; }

    public CelProgram? Message { get; private init; }

    public string? RuleFault { get; private init; }

    public string? MessageFault { get; private init; }

    public string Text => string.IsNullOrEmpty(Rule.Message) ? Rule.Rule.Trim() : Rule.Message.Trim();

    /// <param name="self">The type of the node that carries the rule.</param>
    public static CompiledRule Compile(ValidationRule rule, CelType self)
    {
        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["self"] = self,
            ["oldSelf"] = rule.OptionalOldSelf == true ? CelType.Optional(self) : self,
        };
        var (program, fault) = Compile(rule.Rule, variables, CelKind.Bool, "compilation failed: ", "cel expression must evaluate to a bool");
        var compiled = new CompiledRule(rule) { Program = program, RuleFault = fault };
        if (string.IsNullOrEmpty(rule.MessageExpression))
            return compiled;
        (program, fault) = Compile(rule.MessageExpression, variables, CelKind.String, "messageExpression compilation failed: ", "messageExpression must evaluate to a string");
        return compiled with { Message = program, MessageFault = fault };
    }

    private static (CelProgram? Program, string? Fault) Compile(string source, Dictionary<string, CelType> variables, CelKind kind, string prefix, string mismatch)
    {
        try
        {
            var program = CelProgram.Compile(source, variables);
            return program.Result.Kind == kind || program.Result.Kind == CelKind.Dyn ? (program, null) : (null, mismatch);
        }
        catch (CelCompileException error)
        {
            return (null, prefix + error.Message);
        }
    }
}
