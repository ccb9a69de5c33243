using System.Net;
using GptOperator.Hosting;
using GptOperator.Local.ApiServer.Controllers;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace GptOperator.Local.ApiServer;

/// <summary>
/// A Kubernetes API server within this process, on loopback, for laptops and tests. It stores, defaults, validates and
/// garbage-collects objects as the real one does; it runs no pods and has no controllers of workloads.
/// </summary>
internal sealed class LocalApiServer : IAsyncDisposable
{
    private static readonly DateTimeOffset FirstRevisionEpoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly ObjectStore _store;
    private readonly ServerIdentity _identity;
    private readonly CancellationTokenSource _stopping;
    private readonly ControllerLoop _controllers;
    private readonly ApiHandler _handler;

    private LocalApiServer(
        WebApplication app, ObjectStore store, ServerIdentity identity, ControllerLoop controllers, ApiHandler handler, CancellationTokenSource stopping)
    {
        _app = app;
        _store = store;
        _controllers = controllers;
        _handler = handler;
        _identity = identity;
        _stopping = stopping;
        Address = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public string Token => _identity.Token;

    /// <summary>A kubeconfig file's text: this server, its certificate, the token, namespace default.</summary>
    public string Kubeconfig => _identity.Kubeconfig(Address);

    /// <exception cref="IOException">The port or the data file is in use.</exception>
    /// <exception cref="InvalidDataException">The data file is damaged.</exception>
    public static async Task<LocalApiServer> StartAsync(LocalApiServerOptions options, CancellationToken ct)
    {
        var identity = options.DataFile is { } file ? ServerIdentity.LoadOrCreate(file) : ServerIdentity.Create();
        // Counting from the clock, in milliseconds, keeps a forgotten store's revisions below a new one's.
        var first = (long)(options.TimeProvider.GetUtcNow() - FirstRevisionEpoch).TotalMilliseconds;
        var store = new ObjectStore(first, options.WatchWindow, options.DataFile is null ? null : new Journal(options.DataFile));
        var catalog = new CatalogHolder(store);
        var objects = new ObjectService(store, options.TimeProvider);
        var stopping = new CancellationTokenSource();
        InitialObjects.Ensure(objects, catalog);
        var handler = new ApiHandler(catalog, objects, options.TimeProvider, options, stopping.Token);
        var app = Build(options, identity, handler);
        await app.StartAsync(ct).ConfigureAwait(false);
        return new LocalApiServer(app, store, identity, new ControllerLoop(objects, catalog, options), handler, stopping);
    }

    public async ValueTask DisposeAsync()
    {
        // Watches end at once, or stopping would wait for each of them.
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _controllers.DisposeAsync().ConfigureAwait(false);
        _handler.Dispose();
        _store.Dispose();
        _identity.Dispose();
        _stopping.Dispose();
    }

    private static WebApplication Build(LocalApiServerOptions options, ServerIdentity identity, ApiHandler handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A client multiplexes all its watches over one HTTP/2 connection.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => Configure(listen, identity));
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        var app = builder.Build();
        // In this order: who is it; then what may be put between (permissions, faults); then the API itself.
        var authentication = new BearerToken(identity.Token);
        app.Use(authentication.HandleAsync);
        app.Run(handler.HandleAsync);
        return app;
    }

    private static void Configure(ListenOptions listen, ServerIdentity identity)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = identity.Certificate });
    }
}
