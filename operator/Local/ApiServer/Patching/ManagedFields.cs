using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Field ownership of writes other than apply.</summary>
internal static class ManagedFields
{
    /// <summary>
    /// Writes <c>metadata.managedFields</c> of <paramref name="updated"/>, which was made from <paramref name="live"/>:
    /// what changed is now the manager's alone, what is gone is nobody's. A write that changes nothing leaves the entries as they are.
    /// </summary>
    /// <param name="live">Null where the object is new.</param>
    public static void RecordUpdate(JsonObject? live, JsonObject updated, Schema schema, FieldManager manager)
    {
        if (IsReset(updated))
        {
            ManagerEntries.Write(updated, []);
            return;
        }
        var entries = manager.Subresource is { Length: > 0 } ? ManagerEntries.Read(live) : ManagerEntries.Read(updated);
        if (entries.Count == 0)
            entries = ManagerEntries.Read(live);
        // An object that nobody's fields were ever recorded for stays so until someone applies to it.
        var isTracked = entries.Count > 0 || live is null;
        ManagerEntries.Write(updated, isTracked ? Record(live, updated, schema, manager, entries) : []);
    }

    /// <summary>The entries after a write; see <see cref="RecordUpdate"/>.</summary>
    public static List<ManagerEntry> Record(JsonObject? live, JsonObject updated, Schema schema, FieldManager manager, List<ManagerEntry> entries)
    {
        var before = live is null ? TypedSchema.Blank(schema) : ManagerEntries.Bare(live);
        var comparison = FieldComparison.Of(before, ManagerEntries.Bare(updated), TypedSchema.Root(schema));
        var kept = entries.Select(entry => entry with { Fields = entry.Fields.Except(comparison.Changed).Except(comparison.Removed) }).ToList();
        var taken = ManagerEntries.Owned(comparison.Changed.Except(comparison.Removed));
        if (taken.IsEmpty)
            return kept;
        var own = ManagerEntry.Of(manager, ManagerEntry.Update, taken);
        var last = kept.FirstOrDefault(entry => entry.Identity == own.Identity);
        return [.. kept.Where(entry => entry.Identity != own.Identity), last is null ? own : own with { Fields = taken.Union(last.Fields) }];
    }

    // An empty list, or one empty entry, is how a client asks for a clean slate.
    private static bool IsReset(JsonObject updated) =>
        updated["metadata"]?["managedFields"] is JsonArray entries
        && (entries.Count == 0 || (entries.Count == 1 && entries[0] is JsonObject { Count: 0 }));
}
