using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Faults of a CRD's rules, found when it is created.</summary>
internal static class CelRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Check(Schema schema, string path, List<FieldError> errors) =>
        Check(schema, SchemaRules.Of(schema), path, null, errors);

    private static void Check(Schema schema, SchemaRules? rules, string path, string? uncorrelatable, List<FieldError> errors)
    {
        for (var i = 0; i < schema.Validations.Count; i++)
            CheckRule(schema.Validations[i], rules?.Rules.ElementAtOrDefault(i), $"{path}.x-kubernetes-validations[{i}]", uncorrelatable, schema, errors);
        if (rules is null)
            return;
        foreach (var (name, property) in schema.Properties)
            Check(property, rules.Properties.GetValueOrDefault(name), $"{path}.properties[{name}]", uncorrelatable, errors);
        if (schema.AdditionalProperties is not null)
            Check(schema.AdditionalProperties, rules.Values, $"{path}.additionalProperties", uncorrelatable, errors);
        // Items of a list without keys cannot be told from each other, so they have no old self.
        if (schema.Items is not null)
            Check(schema.Items, rules.Items, $"{path}.items", schema.ListType == ListType.Map ? uncorrelatable : uncorrelatable ?? path, errors);
    }

    private static void CheckRule(ValidationRule rule, CompiledRule? compiled, string path, string? uncorrelatable, Schema schema, List<FieldError> errors)
    {
        CheckTexts(rule, path, errors);
        if (rule.FieldPath is { Length: > 0 } field && !CelFieldPath.TryParse(field, schema, out _))
            errors.Add(FieldError.Invalid($"{path}.fieldPath", GoText.Quote(field), "must be a valid path"));
        if (compiled is null || rule.Rule.Trim().Length == 0)
            return;
        if (compiled.RuleFault is { } fault)
            errors.Add(FieldError.Invalid($"{path}.rule", AsJson(rule), fault));
        if (compiled.MessageFault is { } messageFault)
            errors.Add(FieldError.Invalid($"{path}.messageExpression", AsJson(rule), messageFault));
        if (compiled.Program is not { } program)
            return;
        if (program.UsesOldSelf && uncorrelatable is not null)
            errors.Add(FieldError.Invalid($"{path}.rule", GoText.Quote(rule.Rule), $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"));
        else if (!program.UsesOldSelf && rule.OptionalOldSelf is { } optional)
            errors.Add(FieldError.Invalid($"{path}.optionalOldSelf", optional ? "true" : "false", "may not be set if oldSelf is not used in rule"));
    }

    private static void CheckTexts(ValidationRule rule, string path, List<FieldError> errors)
    {
        var text = rule.Rule.Trim();
        var message = rule.Message?.Trim() ?? "";
        if (text.Length == 0)
            errors.Add(FieldError.Required($"{path}.rule", "rule is not specified"));
        else if (rule.Message is { Length: > 0 } && message.Length == 0)
            errors.Add(FieldError.Invalid($"{path}.message", GoText.Quote(rule.Message), "must be non-empty if specified"));
        else if (message.Contains('\n', StringComparison.Ordinal))
            errors.Add(FieldError.Invalid($"{path}.message", GoText.Quote(rule.Message!), "must not contain line breaks"));
        else if (text.Contains('\n', StringComparison.Ordinal) && message.Length == 0)
            errors.Add(FieldError.Required($"{path}.message", "message must be specified if rule contains line breaks"));
        if (rule.Reason is not null && !Reasons.Contains(rule.Reason))
            errors.Add(FieldError.NotSupported($"{path}.reason", GoText.Quote(rule.Reason), Reasons));
    }

    // The API server shows the rule as its own type has it, without names for JSON.
    private static string AsJson(ValidationRule rule) => GoText.Value(new JsonObject
    {
        ["Rule"] = rule.Rule,
        ["Message"] = rule.Message ?? "",
        ["MessageExpression"] = rule.MessageExpression ?? "",
        ["Reason"] = rule.Reason,
        ["FieldPath"] = rule.FieldPath ?? "",
        ["OptionalOldSelf"] = rule.OptionalOldSelf,
    });
}
