using System.Net;
using GptOperator.Crds.Serialization;
using Prometheus;

namespace GptTrainer.Reporting;

/// <summary>The HTTP endpoints that the operator and Prometheus read: /healthz, /metrics, /progress.</summary>
internal static class TrainerEndpoints
{
    /// <summary>Begins to listen.</summary>
    /// <exception cref="JobException">The port is taken or the address is not this machine's.</exception>
    public static async Task<WebApplication> StartAsync(IPEndPoint endpoint, ProgressBoard progress, TrainerMetrics metrics)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(endpoint));
        builder.Services.AddRoutingCore();
        // Signals are the trainer's own business: it answers until its last checkpoint is stored.
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/progress", () => Results.Json(progress.Current, ContractJson.Options));
        app.MapMetrics("/metrics", metrics.Registry);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch (IOException fault)
        {
            await app.DisposeAsync();
            throw new JobException($"GPT_HTTP_PORT is {endpoint.Port}, which cannot be listened on at {endpoint.Address} ({fault.Message}); set another port.",
                GptOperator.Crds.Trainer.TrainerExitCode.TransientFault);
        }
    }

    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
