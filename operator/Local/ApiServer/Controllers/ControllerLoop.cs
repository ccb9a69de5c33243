using System.Threading.Channels;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Controllers;

/// <summary>Runs the server's own controllers beside the requests, one change at a time, in the order of the store.</summary>
internal sealed class ControllerLoop : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly Channel<(string Key, WatchEvent Change)> _changes = Channel.CreateUnbounded<(string, WatchEvent)>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectService _objects;
    private readonly ServerControllers _controllers;
    private readonly ITimer _sweep;
    private readonly Task _run;

    public ControllerLoop(ObjectService objects, CatalogHolder catalog, LocalApiServerOptions options)
    {
        _objects = objects;
        _controllers = new ServerControllers(objects, catalog);
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
            await foreach (var (key, change) in _changes.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false)) _controllers.Handle(key, change);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
