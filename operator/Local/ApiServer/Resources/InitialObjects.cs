using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;

namespace GptOperator.Local.ApiServer.Resources;

/// <summary>What every cluster has from the start.</summary>
internal static class InitialObjects
{
    private static readonly string[] Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public static void Ensure(ObjectService objects, CatalogHolder catalog)
    {
        var namespaces = catalog.Current.Find("", "v1", "namespaces")!;
        foreach (var name in Namespaces) CreateIfMissing(objects, namespaces, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        foreach (var ns in objects.Store.List(namespaces.StorageKey).Objects.In(null)) EnsureServiceAccount(objects, catalog, ns.Name);
    }

    /// <summary>Pods name the account "default" unless they name another.</summary>
    public static void EnsureServiceAccount(ObjectService objects, CatalogHolder catalog, string ns) => CreateIfMissing(
        objects,
        catalog.Current.Find("", "v1", "serviceaccounts")!,
        ns,
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = ns } });

    private static void CreateIfMissing(ObjectService objects, ResourceType type, string ns, JsonObject obj)
    {
        try
        {
            objects.Create(type, ns, obj, new WriteOptions { FieldManager = "gpt-operator-local" });
        }
        catch (ApiException e) when (e.Reason is "AlreadyExists" or "Forbidden" or "NotFound")
        {
            // There already, or its namespace is going or gone.
        }
    }
}
