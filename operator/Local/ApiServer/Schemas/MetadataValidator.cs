using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Schemas;

/// <summary>Rules of <c>metadata</c> that go beyond its types; run after <see cref="SchemaValidator"/>.</summary>
internal static class MetadataValidator
{
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <param name="metadata">An object's metadata, its types already judged.</param>
    /// <param name="nameRule">Rule for the object's name, see <see cref="NameValidator"/>.</param>
    public static IReadOnlyList<FieldError> Validate(JsonObject metadata, Func<string, IReadOnlyList<string>> nameRule)
    {
        var errors = new List<FieldError>();
        CheckName(metadata, nameRule, errors);
        foreach (var (key, value) in Members(metadata, "labels"))
        {
            Add(errors, "metadata.labels", key, NameValidator.QualifiedName(key));
            Add(errors, "metadata.labels", Text(value), NameValidator.LabelValue(Text(value)));
        }
        foreach (var (key, _) in Members(metadata, "annotations"))
            Add(errors, "metadata.annotations", key, NameValidator.QualifiedName(key.ToLowerInvariant()));
        if (Members(metadata, "annotations").Sum(member => Bytes(member.Key) + Bytes(Text(member.Value))) > MaxAnnotationBytes)
            errors.Add(FieldError.TooLong("metadata.annotations", MaxAnnotationBytes));
        CheckOwners(metadata, errors);
        return errors;
    }

    private static void CheckName(JsonObject metadata, Func<string, IReadOnlyList<string>> nameRule, List<FieldError> errors)
    {
        var prefix = Text(metadata["generateName"]);
        var name = Text(metadata["name"]);
        // A prefix may end in a dash that the generated suffix will follow.
        if (prefix.Length > 0)
            Add(errors, "metadata.generateName", prefix, nameRule(prefix.TrimEnd('-') is { Length: > 0 } bare ? bare : prefix));
        if (name.Length == 0)
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        else
            Add(errors, "metadata.name", name, nameRule(name));
    }

    private static void CheckOwners(JsonObject metadata, List<FieldError> errors)
    {
        var controllers = 0;
        foreach (var owner in (metadata["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>())
        {
            controllers += owner["controller"]?.GetValueKind() == JsonValueKind.True ? 1 : 0;
            RequireText(owner, "apiVersion", "version must not be empty", errors);
            RequireText(owner, "kind", "must not be empty", errors);
            RequireText(owner, "name", "must not be empty", errors);
            RequireText(owner, "uid", "must not be empty", errors);
        }
        if (controllers > 1)
            errors.Add(FieldError.Invalid("metadata.ownerReferences", GoText.Value(metadata["ownerReferences"]), "Only one reference can have Controller set to true. Found \"true\" in references for several owners"));
    }

    private static void RequireText(JsonObject owner, string name, string detail, List<FieldError> errors)
    {
        if (Text(owner[name]).Length == 0)
            errors.Add(FieldError.Invalid($"metadata.ownerReferences.{name}", "\"\"", detail));
    }

    private static void Add(List<FieldError> errors, string field, string value, IReadOnlyList<string> details) =>
        errors.AddRange(details.Select(detail => FieldError.Invalid(field, GoText.Quote(value), detail)));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonObject metadata, string name) =>
        metadata[name] as JsonObject ?? [];

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
