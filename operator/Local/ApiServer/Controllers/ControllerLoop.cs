using System.Threading.Channels;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>
/// Runs the server's own controllers, one change at a time, in the order of the store. Each looks at the present state
/// and not at the change, so that it does not matter how late it comes.
/// </summary>
internal sealed class ControllerLoop : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly Channel<(string Key, WatchEvent Change)> _changes = Channel.CreateUnbounded<(string, WatchEvent)>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectService _objects;
    private readonly CatalogHolder _catalog;
    private readonly GarbageCollector _garbage;
    private readonly NamespaceController _namespaces;
    private readonly DefinitionController _definitions;
    private readonly ITimer _sweep;
    private readonly Task _run;

    public ControllerLoop(ObjectService objects, CatalogHolder catalog, LocalApiServerOptions options)
    {
        _objects = objects;
        _catalog = catalog;
        _garbage = new GarbageCollector(objects, catalog);
        _namespaces = new NamespaceController(objects, catalog);
        _definitions = new DefinitionController(objects, catalog);
        var events = new EventExpiry(objects, catalog, options.TimeProvider, options.EventLifetime);
        objects.Store.Committed += Enqueue;
        _sweep = options.TimeProvider.CreateTimer(_ => events.Sweep(), null, SweepInterval, SweepInterval);
        _run = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _objects.Store.Committed -= Enqueue;
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Enqueue(string key, WatchEvent change) => _changes.Writer.TryWrite((key, change));

    private async Task RunAsync()
    {
        // What a restart interrupted is taken up again: every stored object counts as just changed.
        foreach (var key in _objects.Store.Keys())
            foreach (var obj in _objects.Store.List(key).Objects.In(null)) Enqueue(key, new WatchEvent(WatchEventKind.Added, obj, null));
        try
        {
            await foreach (var (key, change) in _changes.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false)) Handle(key, change);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Handle(string key, WatchEvent change)
    {
        try
        {
            _garbage.Handle(key, change);
            _namespaces.Handle(key, change);
            _definitions.Handle(key, change);
            if (key == "/namespaces" && change.Kind == WatchEventKind.Added) InitialObjects.EnsureServiceAccount(_objects, _catalog, change.Object.Name);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // The object went or changed meanwhile; its own change is in the queue.
        }
    }
}
