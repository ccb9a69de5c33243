using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>
/// What the server does by itself after a change. Each controller looks at the present state and not at the change,
/// so that it does not matter how late it comes.
/// </summary>
internal sealed class ServerControllers(ObjectService objects, CatalogHolder catalog)
{
    private readonly GarbageCollector _garbage = new(objects, catalog);
    private readonly NamespaceController _namespaces = new(objects, catalog);
    private readonly DefinitionController _definitions = new(objects, catalog);

    public void Handle(string key, WatchEvent change)
    {
        try
        {
            _garbage.Handle(key, change);
            _namespaces.Handle(key, change);
            _definitions.Handle(key, change);
            if (key == "/namespaces" && change.Kind == WatchEventKind.Added) InitialObjects.EnsureServiceAccount(objects, catalog, change.Object.Name);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // The object went or changed meanwhile; its own change is in the queue.
        }
    }
}
