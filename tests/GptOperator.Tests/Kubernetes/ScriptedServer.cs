using System.Collections.Concurrent;
using System.Net;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace GptOperator.Tests.Kubernetes;

/// <summary>A server that gives the next answer of its script to each request, for faults that no proper API server can be brought to make.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> script = new();
    private readonly List<RecordedRequest> requests = [];
    private readonly SemaphoreSlim arrivals = new(0);

    private readonly Func<HttpContext, string, Task> otherwise;

    private ScriptedServer(TimeProvider time, Func<HttpContext, string, Task> otherwise)
    {
        (this.time, this.otherwise) = (time, otherwise);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    public KubernetesClientConfiguration Configuration => new() { Host = application.Urls.First() };

    /// <summary>A request beyond the script gets no answer until the caller hangs up.</summary>
    public static async Task<ScriptedServer> StartAsync(TimeProvider time, params Func<HttpContext, Task>[] script)
    {
        var server = new ScriptedServer(time, (context, _) => Answers.Hang(context));
        foreach (var answer in script)
        {
            server.script.Enqueue(answer);
        }

        await server.application.StartAsync();
        return server;
    }

    /// <summary>Gives every request, with its body, to one handler.</summary>
    public static async Task<ScriptedServer> StartAsync(TimeProvider time, Func<HttpContext, string, Task> handler)
    {
        var server = new ScriptedServer(time, handler);
        await server.application.StartAsync();
        return server;
    }

    /// <summary>Waits until one more request has come than at the last call.</summary>
    public async Task<RecordedRequest> NextAsync()
    {
        Assert.True(await arrivals.WaitAsync(TimeSpan.FromSeconds(20)), "no request came");
        return Requests[^(arrivals.CurrentCount + 1)];
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await application.StopAsync(hurry.Token);
        await application.DisposeAsync();
        arrivals.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var answer = script.TryDequeue(out var next) ? next : c => otherwise(c, body);
        lock (requests)
        {
            requests.Add(new RecordedRequest(
                context.Request.Method, context.Request.GetEncodedPathAndQuery(), body, context.Request.ContentType, time.GetUtcNow()));
            arrivals.Release();
        }

        try
        {
            await answer(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
