using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>Deletes what lost its owners, and carries out foreground and orphaning deletions.</summary>
internal sealed class GarbageCollector(ObjectService objects, CatalogHolder catalog)
{
    private static readonly WriteOptions Writes = new() { FieldManager = "garbage-collector" };

    public void Handle(string key, WatchEvent change)
    {
        if (change.Kind == WatchEventKind.Deleted)
        {
            foreach (var dependent in objects.Store.DependentsOf(change.Object.Uid)) CollectIfAbandoned(dependent);
            foreach (var owner in change.Object.Identity.Owners) ContinueForeground(owner, change.Object.Namespace);
            return;
        }

        var address = new ObjectAddress(key, change.Object.Namespace, change.Object.Name);
        if (change.Object.Identity.IsDeleting) CarryOut(address);
        if (change.Object.Identity.Owners.Length == 0) return;
        CollectIfAbandoned(address);
        // A dependent that no longer blocks may be what its owner waited for.
        if (change.Previous is not null) foreach (var owner in change.Object.Identity.Owners) ContinueForeground(owner, change.Object.Namespace);
    }

    private void CarryOut(ObjectAddress address)
    {
        if (Find(address) is not { } owner) return;
        if (owner.Identity.Finalizers.Contains(ObjectService.OrphanFinalizer)) Orphan(address, owner);
        else if (owner.Identity.Finalizers.Contains(ObjectService.ForegroundFinalizer)) Foreground(address, owner);
    }

    private void Orphan(ObjectAddress address, StoredObject owner)
    {
        foreach (var dependent in objects.Store.DependentsOf(owner.Uid)) Disown(dependent, uid => uid == owner.Uid);
        RemoveFinalizer(address, ObjectService.OrphanFinalizer);
    }

    private void Foreground(ObjectAddress address, StoredObject owner)
    {
        var blocked = false;
        foreach (var dependent in objects.Store.DependentsOf(owner.Uid))
        {
            if (Find(dependent) is not { } found) continue;
            blocked |= found.Identity.Owners.Any(o => o.Uid == owner.Uid && o.BlockOwnerDeletion);
            if (HasAnotherOwner(found, owner.Uid)) Disown(dependent, uid => uid == owner.Uid);
            else if (!found.Identity.IsDeleting) Delete(dependent, found, "Foreground");
        }

        if (!blocked || !objects.Store.DependentsOf(owner.Uid).Any(d => Blocks(d, owner.Uid))) RemoveFinalizer(address, ObjectService.ForegroundFinalizer);
    }

    private bool Blocks(ObjectAddress dependent, string uid) =>
        Find(dependent)?.Identity.Owners.Any(o => o.Uid == uid && o.BlockOwnerDeletion) == true;

    private void ContinueForeground(OwnerReference owner, string ns)
    {
        if (AddressOf(owner, ns) is { } address && Find(address) is { Identity.IsDeleting: true } found && found.Uid == owner.Uid) CarryOut(address);
    }

    private void CollectIfAbandoned(ObjectAddress address)
    {
        if (Find(address) is not { } obj || obj.Identity.Owners.Length == 0 || obj.Identity.IsDeleting) return;
        var gone = obj.Identity.Owners.Where(o => IsGone(o, obj.Namespace)).Select(o => o.Uid).ToHashSet();
        if (gone.Count == 0) return;
        if (gone.Count == obj.Identity.Owners.Select(o => o.Uid).Distinct().Count()) Delete(address, obj, "Background");
        else Disown(address, gone.Contains);
    }

    private bool HasAnotherOwner(StoredObject obj, string uid) => obj.Identity.Owners.Any(o => o.Uid != uid && !IsGone(o, obj.Namespace));

    // Another object under the owner's name is not the owner: only the uid tells. An unknown kind is no proof of absence.
    private bool IsGone(OwnerReference owner, string ns)
    {
        if (AddressOf(owner, ns) is not { } address) return false;
        var found = Find(address);
        return found is null || found.Uid != owner.Uid;
    }

    private ObjectAddress? AddressOf(OwnerReference owner, string ns) =>
        catalog.Current.FindKind(owner.ApiVersion, owner.Kind) is { } type
            ? new ObjectAddress(type.StorageKey, type.Namespaced ? ns : "", owner.Name)
            : null;

    private StoredObject? Find(ObjectAddress address) => objects.Store.Find(address.Key, address.Namespace, address.Name);

    private void Delete(ObjectAddress address, StoredObject obj, string policy) => Try(() =>
        objects.Delete(TypeOf(address), address.Namespace, address.Name, new DeleteOptions { Uid = obj.Uid, PropagationPolicy = policy }));

    private void Disown(ObjectAddress address, Func<string, bool> isGone) => Try(() => Edit(address, metadata =>
    {
        var kept = (metadata["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>().Where(o => !isGone(o.Text("uid") ?? "")).Select(o => o.DeepClone()).ToArray();
        if (kept.Length == 0) metadata.Remove("ownerReferences");
        else metadata["ownerReferences"] = new JsonArray(kept);
    }));

    private void RemoveFinalizer(ObjectAddress address, string finalizer) => Try(() => Edit(address, metadata =>
    {
        var kept = (metadata["finalizers"] as JsonArray ?? []).Where(f => f.AsText() != finalizer).Select(f => f?.DeepClone()).ToArray();
        if (kept.Length == 0) metadata.Remove("finalizers");
        else metadata["finalizers"] = new JsonArray(kept);
    }));

    private void Edit(ObjectAddress address, Action<JsonObject> change) => objects.Change(
        TypeOf(address),
        address.Namespace,
        address.Name,
        Writes,
        obj =>
        {
            change(obj.Metadata());
            return obj;
        },
        applied: false);

    private ResourceType TypeOf(ObjectAddress address) => catalog.Current.ByStorageKey(address.Key) ?? throw ApiException.NoSuchPath();

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (ApiException e) when (e.Code is 404 or 409 or 422)
        {
            // It went, changed, or no longer passes its schema: whatever changes it next brings it back here.
        }
    }
}
