using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Patching;

/// <summary>Server-side apply: merges by schema and keeps account of who owns which field.</summary>
internal static class ServerSideApply
{
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>
    /// What <paramref name="live"/> becomes when the manager applies <paramref name="applied"/>: its fields are set, those that it
    /// applied before and leaves out now are removed unless another owns them, and managedFields say so. Neither argument is changed.
    /// An object that stays as it was keeps its timestamps.
    /// </summary>
    /// <param name="live">Null where the object is new.</param>
    /// <param name="force">Take fields that others own, rather than fail.</param>
    /// <exception cref="ApplyConflictException">Another manager owns a field that this one would change.</exception>
    /// <exception cref="PatchException">The applied object carries managedFields, has a field that the schema does not know, or gives a list's key twice.</exception>
    public static JsonObject Apply(JsonObject? live, JsonObject applied, Schema schema, FieldManager manager, bool force)
    {
        if (applied["metadata"]?["managedFields"] is not null)
            throw new PatchException("metadata.managedFields must be nil");
        var root = TypedSchema.Root(schema);
        UndeclaredFields.Reject(applied, root);
        var before = ManagerEntries.Bare(live);
        var entries = EntriesOf(live, root, manager);

        var own = ManagerEntry.Of(manager, ManagerEntry.Apply, FieldSets.Of(applied, root));
        var last = entries.FirstOrDefault(entry => entry.Identity == own.Identity);
        var all = entries.Where(entry => entry.Identity != own.Identity).Append(own).ToList();
        var merged = StructuredMerge.Merge(before, applied, root);
        var result = last is null ? merged : Prune(merged, last.Fields, all, root);

        var isSame = live is not null && JsonEquality.Same(before, result);
        var settled = Settle(before, result, all, own, root, force);
        ManagerEntries.Write(result, settled.Select(entry => entry.Identity == own.Identity
            ? entry with { Fields = ManagerEntries.Owned(entry.Fields), Time = isSame && last?.Time is { } time ? time : entry.Time }
            : entry));
        return result;
    }

    private static List<ManagerEntry> EntriesOf(JsonObject? live, Schema root, FieldManager manager)
    {
        var entries = ManagerEntries.Read(live);
        if (entries.Count > 0 || live is null)
            return entries;
        var kind = new JsonObject { ["apiVersion"] = live["apiVersion"]?.DeepClone(), ["kind"] = live["kind"]?.DeepClone() };
        return ManagedFields.Record(kind, live, root, manager with { Name = BeforeFirstApply, Subresource = null }, []);
    }

    // Removed is what the manager applied last time and nobody owns now; what lies beneath without being its own stays.
    private static JsonObject Prune(JsonObject merged, FieldSet lastFields, List<ManagerEntry> entries, Schema root)
    {
        FieldSet Named(FieldSet set) => FieldSets.WithNamedFields(set, root);
        JsonObject Without(FieldSet set) => FieldSets.Without(merged, set, root) as JsonObject ?? [];

        var last = Named(lastFields);
        var present = Named(FieldSets.Of(merged, root));
        var owned = Named(entries.Aggregate(FieldSet.Empty, (set, entry) => set.Union(entry.Fields)));
        var pruned = Without(last);
        pruned = Without(present.Except(Named(FieldSets.Of(pruned, root)).Union(owned)));
        return Without(present.Except(Named(FieldSets.Of(pruned, root))).Intersect(last));
    }

    private static List<ManagerEntry> Settle(JsonObject before, JsonObject result, List<ManagerEntry> entries, ManagerEntry own, Schema root, bool force)
    {
        var comparison = FieldComparison.Of(before, result, root);
        var others = entries.Where(entry => entry.Identity != own.Identity).ToList();
        var conflicts = others
            .Select(entry => (entry, Fields: entry.Fields.Intersect(comparison.Changed)))
            .Where(conflict => !conflict.Fields.IsEmpty)
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => new ApplyConflict(conflict.entry.Print(), PathElement.Print(path))))
            .ToList();
        if (conflicts.Count > 0 && !force)
            throw new ApplyConflictException(conflicts);
        return [.. others.Select(entry => entry with { Fields = entry.Fields.Except(comparison.Changed).Except(comparison.Removed) }), own];
    }
}
