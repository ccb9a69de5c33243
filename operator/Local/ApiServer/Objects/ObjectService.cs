using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Objects;

/// <summary>The API's verbs on objects, apart from HTTP. Safe for concurrent use.</summary>
internal sealed partial class ObjectService(ObjectStore store, TimeProvider time)
{
    private const int Attempts = 50;

    private readonly Admission _admission = new(time);

    public ObjectStore Store => store;

    public StoredObject Find(ResourceType type, string ns, string name) =>
        store.Find(type.StorageKey, ns, name) ?? throw ApiException.NotFound(type, name);

    public WriteResult Create(ResourceType type, string ns, JsonObject obj, WriteOptions options, bool applied = false)
    {
        Place(type, ns, obj);
        var warnings = _admission.PrepareCreate(type, obj, options, applied);
        var name = obj.Metadata().Text("name") ?? "";
        RequireNamespace(type, ns, name);
        QuotaRules.Check(store, type, ns, name, obj);
        if (options.DryRun)
        {
            if (store.Find(type.StorageKey, ns, name) is not null) throw ApiException.AlreadyExists(type, name);
            return new WriteResult(obj, true, warnings);
        }

        try
        {
            var stored = store.Create(type.StorageKey, type.ToStored(obj));
            return new WriteResult(type.Serve(stored), true, warnings);
        }
        catch (RevisionConflictException)
        {
            throw ApiException.AlreadyExists(type, name);
        }
    }

    /// <summary>Replaces an object. Without a resourceVersion in it, whatever is there is replaced.</summary>
    public WriteResult Update(ResourceType type, string ns, string name, JsonObject obj, WriteOptions options)
    {
        Place(type, ns, obj);
        obj.Metadata().Default("name", name);
        if (obj.Metadata().Text("name") != name)
            throw ApiException.BadRequest($"the name of the object ({obj.Metadata().Text("name")}) does not match the name on the URL ({name})");
        return Change(type, ns, name, options, _ => obj.Copy(), applied: false);
    }

    /// <summary>Computes the next state from the current one, again if another write came between.</summary>
    /// <param name="next">From the current object, which it may change, to the next; may set a resourceVersion that must hold.</param>
    /// <param name="applied">The next state carries its own managedFields, from server-side apply.</param>
    public WriteResult Change(ResourceType type, string ns, string name, WriteOptions options, Func<JsonObject, JsonObject> next, bool applied)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = Find(type, ns, name);
            var old = type.Serve(current);
            var obj = next(old.Copy());
            CheckPreconditions(type, obj, current);
            var warnings = _admission.PrepareUpdate(type, obj, old, options, applied);
            obj.Metadata()["resourceVersion"] = Json.Revision(current.Revision);
            try
            {
                return Commit(type, obj, old, current, options, warnings);
            }
            catch (RevisionConflictException) when (attempt < Attempts)
            {
                // Someone else wrote in between. What is there now decides: a resourceVersion that the client sent no longer holds.
            }
            catch (RevisionConflictException)
            {
                throw ApiException.Modified(type, name);
            }
        }
    }

    /// <summary>Gives a pod its node; a pod has one at most in its life.</summary>
    public void Bind(ResourceType type, string ns, string name, string node)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = Find(type, ns, name);
            var pod = current.ToJson();
            var spec = pod.Child("spec");
            if (spec.Text("nodeName") is { Length: > 0 } other)
                throw ApiException.Conflict(type, name, $"pod {name} is already assigned to node \"{other}\"");
            spec["nodeName"] = node;
            try
            {
                store.Update(type.StorageKey, pod, current.Revision);
                return;
            }
            catch (RevisionConflictException) when (attempt < Attempts)
            {
                // Changed meanwhile; whether it is still unbound is looked at again.
            }
        }
    }

    private WriteResult Commit(
        ResourceType type, JsonObject obj, JsonObject old, StoredObject current, WriteOptions options, IReadOnlyList<string> warnings)
    {
        if (Admission.IsSame(obj, old)) return new WriteResult(old, false, warnings);
        if (options.DryRun) return new WriteResult(obj, false, warnings);
        var stored = IsReadyToGo(type, obj)
            ? store.Delete(type.StorageKey, type.ToStored(obj), current.Revision)
            : store.Update(type.StorageKey, type.ToStored(obj), current.Revision);
        return new WriteResult(type.Serve(stored), false, warnings);
    }

    private static void CheckPreconditions(ResourceType type, JsonObject obj, StoredObject current)
    {
        var metadata = obj.Metadata();
        if (metadata.Text("uid") is { Length: > 0 } uid && uid != current.Uid)
            throw ApiException.Conflict(type, current.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        if (metadata.Text("resourceVersion") is not { Length: > 0 } version || version == "0") return;
        if (version != Json.Revision(current.Revision)) throw ApiException.Modified(type, current.Name);
    }

    private static void Place(ResourceType type, string ns, JsonObject obj)
    {
        var metadata = obj.Metadata();
        if (!type.Namespaced)
        {
            metadata.Remove("namespace");
            return;
        }

        if (metadata.Text("namespace") is not { Length: > 0 } given) metadata["namespace"] = ns;
        else if (given != ns)
            throw ApiException.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
    }

    private void RequireNamespace(ResourceType type, string ns, string name)
    {
        if (!type.Namespaced) return;
        var found = store.Find("/namespaces", "", ns)
            ?? throw new ApiException(404, "NotFound", $"namespaces \"{ns}\" not found", new JsonObject { ["name"] = ns, ["kind"] = "namespaces" });
        if (found.Identity.IsDeleting)
            throw ApiException.Forbidden(
                type,
                name,
                $"unable to create new content in namespace {ns} because it is being terminated",
                new Schemas.FieldError("metadata.namespace", "NamespaceTerminating", $"namespace {ns} is being terminated"));
    }
}
