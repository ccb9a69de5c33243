using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Runs the rules of a schema over an object.</summary>
internal sealed class CelValidator
{
    private readonly CelBudget _budget = new();
    private readonly List<FieldError> _errors = [];
    private bool _isSpent;

    private CelValidator()
    {
    }

    public static bool HasRules(Schema schema) => !SchemaRules.Of(schema).IsEmpty;

    /// <param name="old">The object before an update; null on creation, when rules that compare with it do not run.</param>
    public static IReadOnlyList<FieldError> Validate(JsonObject obj, JsonObject? old, Schema schema)
    {
        var validator = new CelValidator();
        validator.Check(obj, old, SchemaRules.Of(schema), "", unchanged: false);
        return validator._errors;
    }

    /// <summary>Runs the rules over one value of a schema, such as its default.</summary>
    public static IReadOnlyList<FieldError> ValidateValue(JsonNode? value, Schema schema, string path)
    {
        var validator = new CelValidator();
        validator.Check(value, null, SchemaRules.OfValue(schema), path, unchanged: false);
        return validator._errors;
    }

    // What did not change, or lies within what did not, was judged before: only rules about change still count.
    private void Check(JsonNode? value, JsonNode? old, SchemaRules rules, string path, bool unchanged)
    {
        if (value is null || _isSpent)
            return;
        unchanged |= old is not null && JsonEquality.Same(value, old);
        if (rules.Rules.Count > 0)
            RunAll(value, old, rules, path, unchanged);
        if (value is JsonObject obj)
            CheckMembers(obj, rules.Schema.IsAtomicMap ? null : old as JsonObject, rules, path, unchanged);
        if (value is JsonArray array && rules.Items is not null)
        {
            for (var i = 0; i < array.Count; i++)
                Check(array[i], Correlation.OldItem(array[i], old as JsonArray, rules.Schema), rules.Items, $"{path}[{i}]", unchanged);
        }
    }

    private void CheckMembers(JsonObject obj, JsonObject? old, SchemaRules rules, string path, bool unchanged)
    {
        foreach (var (name, member) in obj)
        {
            if (rules.Properties.TryGetValue(name, out var below))
                Check(member, old?[name], below, path.Length == 0 ? name : $"{path}.{name}", unchanged);
            else if (rules.Values is not null)
                Check(member, old?[name], rules.Values, $"{path}[{name}]", unchanged);
        }
    }

    private void RunAll(JsonNode value, JsonNode? old, SchemaRules rules, string path, bool unchanged)
    {
        var self = CelSchema.ToValue(value, rules.Schema);
        var oldSelf = old is null ? null : CelSchema.ToValue(old, rules.Schema);
        var place = path.Length == 0 ? "<nil>" : path;
        foreach (var rule in rules.Rules)
        {
            if (_isSpent)
                return;
            var isOptional = rule.Rule.OptionalOldSelf == true;
            if (rule.Program is not { } program || (program.UsesOldSelf && oldSelf is null && !isOptional))
                continue;
            if (unchanged && !program.UsesOldSelf)
                continue;
            var variables = new Dictionary<string, object>(StringComparer.Ordinal) { ["self"] = self };
            if (isOptional)
                variables["oldSelf"] = new CelOptional(oldSelf);
            else if (oldSelf is not null)
                variables["oldSelf"] = oldSelf;
            Run(rule, program, variables, value, rules.Schema, place);
        }
    }

    private void Run(CompiledRule rule, CelProgram program, Dictionary<string, object> variables, JsonNode value, Schema schema, string path)
    {
        var type = GoText.Quote(schema.Type ?? "");
        try
        {
            _budget.Begin();
            if (program.Run(variables, _budget) is not true)
                _errors.Add(Failure(rule, variables, value, schema, path));
        }
        catch (CelException error) when (error.IsOverBudget)
        {
            _isSpent = true;
            _errors.Add(FieldError.Invalid(path, type, $"'{error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Text}"));
        }
        catch (CelException error) when (error.Message.StartsWith("no such overload", StringComparison.Ordinal))
        {
            _errors.Add(FieldError.Invalid(path, type, $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Text}"));
        }
        catch (CelException error)
        {
            _errors.Add(FieldError.Invalid(path, type, $"{error.Message} evaluating rule: {rule.Text}"));
        }
    }

    private FieldError Failure(CompiledRule rule, Dictionary<string, object> variables, JsonNode value, Schema schema, string path)
    {
        if (rule.Rule.FieldPath is { Length: > 0 } text && CelFieldPath.TryParse(text, schema, out var below))
            path = path == "<nil>" ? below.TrimStart('.') : path + below;
        var detail = MessageOf(rule, variables)
            ?? (string.IsNullOrEmpty(rule.Rule.Message) ? $"failed rule: {rule.Rule.Rule.Trim()}" : rule.Rule.Message.Trim());
        var isStructure = schema.Type is "object" or "array";
        return rule.Rule.Reason switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(path, detail),
            "FieldValueRequired" => FieldError.Required(path, detail),
            "FieldValueDuplicate" => isStructure ? new(path, "FieldValueDuplicate", "Duplicate value") : FieldError.Duplicate(path, GoText.Value(value)),
            _ => isStructure ? new(path, "FieldValueInvalid", $"Invalid value: {detail}") : FieldError.Invalid(path, GoText.Value(value), detail),
        };
    }

    // A message that fails or is empty gives way to the rule's plain one.
    private string? MessageOf(CompiledRule rule, Dictionary<string, object> variables)
    {
        if (rule.Message is null)
            return null;
        try
        {
            _budget.Begin();
            var text = (rule.Message.Run(variables, _budget) as string)?.Trim();
            return string.IsNullOrEmpty(text) || text.Length > 5 * 1024 || text.Contains('\n', StringComparison.Ordinal) ? null : text;
        }
        catch (CelException)
        {
            return null;
        }
    }
}
