using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Patching;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>
/// From what a client sent to what may be stored: unknown fields go, defaults come, the server's own fields are its own,
/// and what breaks a rule is refused with every fault named.
/// </summary>
internal sealed class Admission(TimeProvider time)
{
    private static readonly string[] ServerFields =
        ["uid", "creationTimestamp", "resourceVersion", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"];

    /// <summary>Changes <paramref name="obj"/> in place into a new object ready to store.</summary>
    /// <returns>Warnings.</returns>
    public IReadOnlyList<string> PrepareCreate(ResourceType type, JsonObject obj, WriteOptions options, bool applied)
    {
        var warnings = Decode(type, obj, options);
        var metadata = obj.Metadata();
        foreach (var field in ServerFields) metadata.Remove(field);
        if (string.IsNullOrEmpty(metadata.Text("name")) && metadata.Text("generateName") is { Length: > 0 } prefix)
            metadata["name"] = GeneratedName(prefix);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Json.Time(time.GetUtcNow());
        if (type.CountsGenerations) metadata["generation"] = 1;
        if (type.HasStatus && !KeepsStatusOnCreate(type)) obj.Remove("status");
        Default(type, obj);
        if (type.StorageKey == CustomResourceDefinitions.StorageKey) CustomResourceDefinitions.Establish(obj, time.GetUtcNow());
        Refuse(type, obj, null);
        if (!applied) ManagedFields.RecordUpdate(null, obj, type.Schema.Value, Manager(type, options));
        return warnings;
    }

    /// <summary>Changes <paramref name="obj"/> in place into the object's next state.</summary>
    /// <returns>Warnings.</returns>
    public IReadOnlyList<string> PrepareUpdate(ResourceType type, JsonObject obj, JsonObject old, WriteOptions options, bool applied)
    {
        var warnings = Decode(type, obj, options);
        KeepServerFields(obj.Metadata(), old.Metadata());
        if (options.Subresource == "status") KeepAllButStatus(type, obj, old);
        else if (options.Subresource is null && type.StorageKey == "/namespaces") Restore(obj, old, "spec");
        if (options.Subresource != "status" && type.HasStatus) Restore(obj, old, "status");
        Default(type, obj);
        if (type.StorageKey == CustomResourceDefinitions.StorageKey && options.Subresource is null) CustomResourceDefinitions.Establish(obj, time.GetUtcNow());
        if (options.Subresource is null && type.CountsGenerations && SpecChanged(type, obj, old))
            obj.Metadata()["generation"] = (old.Metadata()["generation"].AsInteger() ?? 0) + 1;
        Refuse(type, obj, old);
        if (!applied) ManagedFields.RecordUpdate(old, obj, type.Schema.Value, Manager(type, options));
        return warnings;
    }

    public FieldManager Manager(ResourceType type, WriteOptions options) =>
        new(options.FieldManager, type.ApiVersion, options.Subresource, time.GetUtcNow());

    /// <summary>Nothing but bookkeeping differs: such a write changes no revision.</summary>
    public static bool IsSame(JsonObject obj, JsonObject old)
    {
        return Json.Same(Comparable(obj), Comparable(old));

        static JsonObject Comparable(JsonObject original)
        {
            var copy = original.Copy();
            copy.Metadata().Remove("resourceVersion");
            foreach (var entry in (copy.Metadata()["managedFields"] as JsonArray ?? []).OfType<JsonObject>()) entry.Remove("time");
            return copy;
        }
    }

    public static IReadOnlyList<string> Decode(ResourceType type, JsonObject obj, WriteOptions options)
    {
        CheckKind(type, obj);
        var unknown = SchemaPruner.Prune(obj, type.Schema.Value);
        if (unknown.Count == 0 || options.FieldValidation == "Ignore") return [];
        if (options.FieldValidation != "Strict") return [.. unknown.Select(u => $"unknown field \"{u}\"")];
        var fields = string.Join(", ", unknown.Select(u => $"unknown field \"{u}\""));
        throw ApiException.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: strict decoding error: {fields}");
    }

    private static void CheckKind(ResourceType type, JsonObject obj)
    {
        obj.Default("apiVersion", type.ApiVersion);
        obj.Default("kind", type.Kind);
        var (version, kind) = (obj.Text("apiVersion"), obj.Text("kind"));
        if (version == type.ApiVersion && kind == type.Kind) return;
        throw ApiException.BadRequest(
            $"the API version in the data ({version}, Kind={kind}) does not match the expected API version ({type.ApiVersion}, Kind={type.Kind})");
    }

    private static void Default(ResourceType type, JsonObject obj)
    {
        SchemaDefaulter.ApplyDefaults(obj, type.Schema.Value);
        type.Defaults?.Invoke(obj);
    }

    private static void Refuse(ResourceType type, JsonObject obj, JsonObject? old)
    {
        List<FieldError> faults = [.. MetadataRules.Check(type, obj)];
        if (old is not null) faults.AddRange(MetadataRules.CheckUpdate(obj, old));
        faults.AddRange(SchemaValidator.Validate(obj, old, type.Schema.Value));
        faults.AddRange(BuiltInRules.Check(type, obj, old));
        if (faults.Count == 0) return;
        var name = obj.Metadata().Text("name") ?? "";
        throw ApiException.Invalid(type, name, faults.ToArray());
    }

    private static void KeepServerFields(JsonObject metadata, JsonObject old)
    {
        metadata.Default("uid", old["uid"]?.DeepClone());
        metadata.Default("name", old["name"]?.DeepClone());
        foreach (var field in ServerFields)
            if (field is not ("uid" or "resourceVersion")) Restore(metadata, old, field);
        if (metadata["managedFields"] is null && old["managedFields"] is { } fields) metadata["managedFields"] = fields.DeepClone();
    }

    // As the real server: of a custom resource only the status can change there, of a built-in also labels and the like.
    private static void KeepAllButStatus(ResourceType type, JsonObject obj, JsonObject old)
    {
        foreach (var key in obj.Select(p => p.Key).Concat(old.Select(p => p.Key)).Distinct().ToList())
            if (key is not ("apiVersion" or "kind" or "metadata" or "status")) Restore(obj, old, key);
        if (!type.IsCustom)
        {
            Restore(obj.Metadata(), old.Metadata(), "ownerReferences");
            return;
        }

        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations", "finalizers", "ownerReferences"])
            Restore(obj.Metadata(), old.Metadata(), field);
    }

    private static void Restore(JsonObject obj, JsonObject old, string key)
    {
        if (old[key] is { } value) obj[key] = value.DeepClone();
        else obj.Remove(key);
    }

    private static bool SpecChanged(ResourceType type, JsonObject obj, JsonObject old)
    {
        foreach (var key in obj.Select(p => p.Key).Concat(old.Select(p => p.Key)).Distinct())
        {
            if (key is "metadata" or "apiVersion" or "kind" || (key == "status" && type.HasStatus)) continue;
            if (!Json.Same(obj[key], old[key])) return true;
        }

        return false;
    }

    private static bool KeepsStatusOnCreate(ResourceType type) => type.StorageKey is "/nodes" or "/persistentvolumes";

    private static string GeneratedName(string prefix)
    {
        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        var suffix = System.Security.Cryptography.RandomNumberGenerator.GetString(Letters, 5);
        return prefix[..Math.Min(prefix.Length, 58)] + suffix;
    }
}
