using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>What the API demands of every object's metadata, at creation and at change.</summary>
internal static class MetadataRules
{
    public static IReadOnlyList<FieldError> Check(ResourceType type, JsonObject obj) =>
        MetadataValidator.Validate(obj.Metadata(), NameRule(type));

    /// <summary>A fault for each field that may never change and did.</summary>
    public static IEnumerable<FieldError> CheckUpdate(JsonObject obj, JsonObject old)
    {
        foreach (var field in (string[])["name", "namespace", "uid"])
        {
            var (now, before) = (obj.Metadata().Text(field), old.Metadata().Text(field));
            if (now != before) yield return Faults.Immutable($"metadata.{field}", now);
        }

        if (old.Metadata()["deletionTimestamp"] is null) yield break;
        var known = (old.Metadata()["finalizers"] as JsonArray ?? []).Select(f => f.AsText()).ToHashSet();
        var added = (obj.Metadata()["finalizers"] as JsonArray ?? []).Select(f => f.AsText()).Where(f => !known.Contains(f)).ToList();
        if (added.Count > 0)
            yield return Faults.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(a => $"\"{a}\""))}}}");
    }

    private static Func<string, IReadOnlyList<string>> NameRule(ResourceType type) => type switch
    {
        { Group: "rbac.authorization.k8s.io" } => NameValidator.PathSegment,
        { StorageKey: "/namespaces" } => NameValidator.Label,
        { StorageKey: "/services" } => NameValidator.Dns1035Label,
        _ => NameValidator.Subdomain,
    };
}
