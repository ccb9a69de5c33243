using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>Deletes a definition's objects before the definition, then ends their watches.</summary>
internal sealed class DefinitionController(ObjectService objects, CatalogHolder catalog)
{
    public void Handle(string key, WatchEvent change)
    {
        if (key == CustomResourceDefinitions.StorageKey)
        {
            if (change.Kind == WatchEventKind.Deleted) objects.Store.Close(ObjectsOf(change.Object));
            else if (change.Object.Identity.IsDeleting) Empty(change.Object);
        }
        else if (change.Kind == WatchEventKind.Deleted && objects.Store.Find(CustomResourceDefinitions.StorageKey, "", NameOf(key)) is { Identity.IsDeleting: true } definition)
        {
            Empty(definition);
        }
    }

    private void Empty(StoredObject definition)
    {
        var key = ObjectsOf(definition);
        if (catalog.Current.ByStorageKey(key) is { } type)
        {
            foreach (var obj in objects.Store.List(key).Objects.In(null))
                if (!obj.Identity.IsDeleting) objects.Delete(type, obj.Namespace, obj.Name, new DeleteOptions { Uid = obj.Uid });
        }

        if (!objects.Store.List(key).Objects.IsEmpty || !definition.Identity.Finalizers.Contains(CustomResourceDefinitions.Finalizer)) return;
        objects.Change(
            catalog.Current.ByStorageKey(CustomResourceDefinitions.StorageKey)!,
            "",
            definition.Name,
            new WriteOptions { FieldManager = "definition-controller" },
            obj =>
            {
                var kept = (obj.Metadata()["finalizers"] as JsonArray ?? []).Where(f => f.AsText() != CustomResourceDefinitions.Finalizer);
                obj.Metadata()["finalizers"] = new JsonArray([.. kept.Select(f => f?.DeepClone())]);
                return obj;
            },
            applied: false);
    }

    // "group/plural" of the objects, "plural.group" of the definition.
    private static string ObjectsOf(StoredObject definition)
    {
        var dot = definition.Name.IndexOf('.', StringComparison.Ordinal);
        return $"{definition.Name[(dot + 1)..]}/{definition.Name[..dot]}";
    }

    private static string NameOf(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return $"{key[(slash + 1)..]}.{key[..slash]}";
    }
}
