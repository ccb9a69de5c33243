using System.Text.Json.Nodes;
using GptOperator.Crds.Generation;

namespace GptOperator.Crds.Validation;

/// <summary>The fields that keep the value that they had when the job was created.</summary>
public static class ImmutableFields
{
    /// <summary>What a user is told who changes the field at <paramref name="path"/>.</summary>
    public static string Message(string path) => $"{path} cannot change once the job exists; create another job";

    /// <summary>The immutable fields in which two jobs differ.</summary>
    public static IReadOnlyList<Fault> Check(JsonObject before, JsonObject after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return [.. Changed(SchemaBuilder.Job.Properties["spec"], before["spec"], after["spec"], "spec")];
    }

    private static IEnumerable<Fault> Changed(SchemaNode schema, JsonNode? before, JsonNode? after, string path)
    {
        if (before is null || after is null)
            yield break;
        if (schema.Immutable && !JsonNode.DeepEquals(before, after))
            yield return new Fault(path, $"{Message(path)}.");
        if (before is not JsonObject || after is not JsonObject)
            yield break;
        foreach (var (name, child) in schema.Properties)
        {
            foreach (var fault in Changed(child, before[name], after[name], $"{path}.{name}"))
                yield return fault;
        }
    }
}
