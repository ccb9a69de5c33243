using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Reads and writes <c>metadata.managedFields</c>.</summary>
internal static class ManagerEntries
{
    // Every writer sets these or none may: owning them means nothing.
    private static readonly FieldSet Unowned = new[]
    {
        "creationTimestamp", "generation", "managedFields", "name", "namespace", "resourceVersion", "selfLink", "uid",
    }.Select(name => FieldSet.FromPath("f:metadata", "f:" + name)).Aggregate(
        FieldSet.FromPath("f:apiVersion").Union(FieldSet.FromPath("f:kind")).Union(FieldSet.FromPath("f:metadata")),
        (set, next) => set.Union(next));

    /// <summary>The entries of an object; none where it has none or they cannot be read.</summary>
    public static List<ManagerEntry> Read(JsonObject? obj)
    {
        if (obj?["metadata"]?["managedFields"] is not JsonArray entries)
            return [];
        try
        {
            return [.. entries.OfType<JsonObject>().Select(ManagerEntry.FromJson)];
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>Appliers first, then by time and name; entries that own nothing are left out.</summary>
    public static void Write(JsonObject obj, IEnumerable<ManagerEntry> entries)
    {
        var metadata = (JsonObject)(obj["metadata"] ??= new JsonObject());
        var sorted = entries.Where(entry => !entry.Fields.IsEmpty)
            .OrderBy(entry => entry.Operation, StringComparer.Ordinal)
            .ThenBy(entry => entry.Time, StringComparer.Ordinal)
            .ThenBy(entry => entry.Manager, StringComparer.Ordinal)
            .ThenBy(entry => entry.ApiVersion, StringComparer.Ordinal)
            .ThenBy(entry => entry.Subresource, StringComparer.Ordinal)
            .Select(entry => (JsonNode)entry.ToJson())
            .ToArray();
        metadata.Remove("managedFields");
        if (sorted.Length > 0)
            metadata["managedFields"] = new JsonArray(sorted);
    }

    public static FieldSet Owned(FieldSet fields) => fields.Except(Unowned);

    /// <summary>A copy without managedFields, which never own themselves.</summary>
    public static JsonObject Bare(JsonObject? obj)
    {
        var copy = (JsonObject?)obj?.DeepClone() ?? [];
        (copy["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }
}
