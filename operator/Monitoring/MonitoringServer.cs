using System.Net;
using GptOperator.Hosting;
using Prometheus;

namespace GptOperator.Monitoring;

/// <summary>Serves /metrics, /healthz and /readyz.</summary>
internal sealed class MonitoringServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private MonitoringServer(WebApplication application) => this.application = application;

    /// <summary>Where it listens, with the port that was chosen when 0 was asked for.</summary>
    public Uri Address => new(application.Urls.First());

    /// <exception cref="IOException">the address is in use or not this machine's</exception>
    public static async Task<MonitoringServer> StartAsync(
        IPEndPoint endpoint, OperatorMetrics metrics, OperatorHealth health, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(endpoint);
        });
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        var application = builder.Build();
        application.Run(context => context.Request.Path.Value switch
        {
            "/metrics" => WriteMetricsAsync(context, metrics),
            "/healthz" => WriteStateAsync(context, health.Stuck()),
            "/readyz" => WriteStateAsync(context, health.Awaited()),
            _ => NotFound(context),
        });
        await application.StartAsync(cancellationToken);
        return new MonitoringServer(application);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static Task WriteMetricsAsync(HttpContext context, OperatorMetrics metrics)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return metrics.Registry.CollectAndExportAsTextAsync(
            context.Response.Body, ExpositionFormat.PrometheusText, context.RequestAborted);
    }

    private static Task WriteStateAsync(HttpContext context, string? trouble)
    {
        context.Response.StatusCode = trouble is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(trouble ?? "ok", context.RequestAborted);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
