using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>Forgets events some time after they last happened.</summary>
internal sealed class EventExpiry(ObjectService objects, CatalogHolder catalog, TimeProvider time, TimeSpan lifetime)
{
    public void Sweep()
    {
        var type = catalog.Current.Find("", "v1", "events")!;
        var oldest = time.GetUtcNow() - lifetime;
        foreach (var stored in objects.Store.List(type.StorageKey).Objects.In(null))
        {
            if (LastSeen(stored.ToJson()) >= oldest) continue;
            try
            {
                objects.Delete(type, stored.Namespace, stored.Name, new DeleteOptions { Uid = stored.Uid, ResourceVersion = Json.Revision(stored.Revision) });
            }
            catch (ApiException e) when (e.Code is 404 or 409)
            {
                // Deleted, or it happened again.
            }
        }
    }

    private static DateTimeOffset LastSeen(JsonObject e) =>
        new[] { e.At("series", "lastObservedTime"), e["lastTimestamp"], e["eventTime"], e.Metadata()["creationTimestamp"] }
            .Select(t => t.AsTime()).Max() ?? DateTimeOffset.MaxValue;
}
