using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>Empties namespaces that are being deleted, then lets them go.</summary>
internal sealed class NamespaceController(ObjectService objects, CatalogHolder catalog)
{
    private const string Key = "/namespaces";

    public void Handle(string key, WatchEvent change)
    {
        var name = key == Key ? change.Object.Name : change.Kind == WatchEventKind.Deleted ? change.Object.Namespace : "";
        if (name.Length == 0 || objects.Store.Find(Key, "", name) is not { Identity.IsDeleting: true } ns) return;
        var left = false;
        foreach (var content in objects.Store.Keys()) left |= !TryEmpty(content, name);
        if (!left) Release(ns);
    }

    private bool TryEmpty(string key, string ns)
    {
        if (catalog.Current.ByStorageKey(key) is not { Namespaced: true } type) return true;
        foreach (var obj in objects.Store.List(key).Objects.In(ns))
            if (!obj.Identity.IsDeleting) objects.Delete(type, ns, obj.Name, new DeleteOptions { Uid = obj.Uid });
        return !objects.Store.List(key).Objects.In(ns).Any();
    }

    private void Release(StoredObject ns)
    {
        var type = catalog.Current.ByStorageKey(Key)!;
        objects.Change(
            type,
            "",
            ns.Name,
            new WriteOptions { FieldManager = "namespace-controller", Subresource = "finalize" },
            obj =>
            {
                obj.Child("spec")["finalizers"] = new JsonArray();
                return obj;
            },
            applied: false);
    }
}
