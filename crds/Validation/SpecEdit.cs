using System.Text.Json.Nodes;

namespace GptOperator.Crds.Validation;

/// <summary>When one field may be changed: as a CEL transition rule on <c>spec</c>, and as the same check in C#.</summary>
/// <param name="Path">The field, such as <c>spec.checkpoint.uri</c>.</param>
/// <param name="When">When it may change.</param>
/// <param name="Optional">Whether the field can be missing: it has neither a default nor to be given.</param>
public sealed record SpecEdit(string Path, EditTime When, bool Optional = false)
{
    /// <summary>What a user is told whose change is refused.</summary>
    public string Message => When == EditTime.Never
        ? $"{Path} cannot change once the job exists; create another job"
        : $"{Path} can change only while the job is suspended; set spec.suspend to true first";

    /// <summary>The field below <c>spec</c>, as CEL's <c>fieldPath</c> has it.</summary>
    public string FieldPath => Path["spec".Length..];

    /// <summary>The rule in CEL, null where there is none.</summary>
    public string? Cel => When switch
    {
        EditTime.Never => Same,
        EditTime.WhileSuspended => $"oldSelf.suspend || {(Optional ? $"({Same})" : Same)}",
        _ => null,
    };

    private string Same => Optional
        ? $"has(self{FieldPath}) == has(oldSelf{FieldPath}) && (!has(self{FieldPath}) || self{FieldPath} == oldSelf{FieldPath})"
        : $"self{FieldPath} == oldSelf{FieldPath}";

    /// <summary>Whether the change from one job to the other is one that the rule refuses.</summary>
    public bool Refuses(JsonObject before, JsonObject after)
    {
        ArgumentNullException.ThrowIfNull(before);
        return When switch
        {
            EditTime.Always => false,
            EditTime.WhileSuspended when before["spec"]?["suspend"]?.GetValue<bool>() == true => false,
            _ => !JsonNode.DeepEquals(Value(before), Value(after)),
        };
    }

    private JsonNode? Value(JsonObject job) => Path.Split('.').Aggregate((JsonNode?)job, (node, name) => node?[name]);
}
