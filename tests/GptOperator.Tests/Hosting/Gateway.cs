using System.Net;
using System.Net.Http.Headers;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace GptOperator.Tests.Hosting;

/// <summary>One operator's way to the API server: it can be cut, and it keeps account of the writes that come through.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpClient server;
    private readonly string name;
    private readonly WriteLog log;
    private CancellationTokenSource cut = new();

    private Gateway(string name, HttpClient server, WriteLog log)
    {
        (this.name, this.server, this.log) = (name, server, log);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        application = builder.Build();
        application.Run(ForwardAsync);
    }

    public KubernetesClientConfiguration Configuration => new() { Host = application.Urls.First() };

    public static async Task<Gateway> StartAsync(string name, HttpClient server, WriteLog log)
    {
        var gateway = new Gateway(name, server, log);
        await gateway.application.StartAsync();
        return gateway;
    }

    /// <summary>From now on nothing gets through and nothing is answered, watches included.</summary>
    public Task CutAsync() => cut.CancelAsync();

    public void Mend() => cut = new CancellationTokenSource();

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await application.StopAsync(hurry.Token);
        await application.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, cut.Token);
        try
        {
            if (!cut.IsCancellationRequested)
            {
                await ForwardAsync(context, either.Token);
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // Cut, or the operator hung up.
        }

        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ForwardAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        var path = context.Request.GetEncodedPathAndQuery();
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType!);
        }

        request.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        var write = request.Method == HttpMethod.Get ? null : log.Begin(name, request.Method, path, body.ToArray());
        using var response = await server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        write?.End(response.StatusCode);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.StartAsync(cancellationToken);
        await using var answer = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        while (await answer.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
