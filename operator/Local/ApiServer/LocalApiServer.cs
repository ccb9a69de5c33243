using System.Net;
using GptOperator.Hosting;
using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Controllers;
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
    private readonly WebApplication _app;
    private readonly ApiServerCore _core;
    private readonly ControllerLoop _controllers;

    private LocalApiServer(WebApplication app, ApiServerCore core, ControllerLoop controllers)
    {
        _app = app;
        _core = core;
        _controllers = controllers;
        Address = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public string Token => _core.Identity.Token;

    /// <summary>A kubeconfig file's text: this server, its certificate, the token, namespace default.</summary>
    public string Kubeconfig => _core.Identity.Kubeconfig(Address);

    /// <exception cref="IOException">The port or the data file is in use.</exception>
    /// <exception cref="InvalidDataException">The data file is damaged.</exception>
    public static async Task<LocalApiServer> StartAsync(LocalApiServerOptions options, CancellationToken ct)
    {
        var core = new ApiServerCore(options);
        var app = Build(options, core);
        await app.StartAsync(ct).ConfigureAwait(false);
        return new LocalApiServer(app, core, new ControllerLoop(core.Objects, core.Catalog, options));
    }

    public async ValueTask DisposeAsync()
    {
        await _core.EndWatchesAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _controllers.DisposeAsync().ConfigureAwait(false);
        _core.Dispose();
    }

    private static WebApplication Build(LocalApiServerOptions options, ApiServerCore core)
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
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => Configure(listen, core.Identity));
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        var app = builder.Build();
        app.Run(core.HandleAsync);
        return app;
    }

    private static void Configure(ListenOptions listen, ServerIdentity identity)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = identity.Certificate });
    }
}
