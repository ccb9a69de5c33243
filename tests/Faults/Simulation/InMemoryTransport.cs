using System.Text.Json;
using GptOperator.Crds.Serialization;
using GptOperator.Crds.Trainer;
using GptOperator.Local.ApiServer;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace GptOperator.Faults.Simulation;

/// <summary>Takes a client's requests to an API server in the same process, on the same thread. There is no watching here.</summary>
/// <param name="server">answers them</param>
/// <param name="lifeline">of the operator that makes them</param>
/// <param name="progress">answers for a pod's trainer, by the pod's name: the server's proxy would look for one at the pod's address</param>
internal sealed class InMemoryTransport(ApiServerCore server, Lifeline lifeline, Func<string, TrainerProgress?> progress) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lifeline.BeforeRequest();
        if (request.RequestUri!.Segments is [.., var pod, "proxy/", "progress"])
            return Progress(progress(pod.Split(':')[0]));
        var context = await ContextOf(request, cancellationToken);
        var lifetime = new RequestLifetime { RequestAborted = cancellationToken };
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        using var body = new MemoryStream();
        context.Response.Body = body;
        await server.HandleAsync(context);
        if (request.Method != HttpMethod.Get && (lifetime.IsAborted || context.Response.StatusCode < 300))
            lifeline.AfterWrite();
        if (lifetime.IsAborted)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was dropped");
        return AnswerOf(context, body);
    }

    private static HttpResponseMessage Progress(TrainerProgress? progress) => progress is null
        ? new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway)
        : new HttpResponseMessage { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(progress, ContractJson.Options)) };

    private static async Task<HttpContext> ContextOf(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        request.Method = message.Method.Method;
        (request.Scheme, request.Host) = (message.RequestUri!.Scheme, new HostString(message.RequestUri.Authority));
        request.Path = PathString.FromUriComponent(message.RequestUri);
        request.QueryString = QueryString.FromUriComponent(message.RequestUri);
        foreach (var (name, values) in message.Headers.Concat(message.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
            request.Headers[name] = values.ToArray();
        if (message.Content is not null)
            request.Body = await message.Content.ReadAsStreamAsync(cancellationToken);
        return context;
    }

    private static HttpResponseMessage AnswerOf(HttpContext context, MemoryStream body)
    {
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)context.Response.StatusCode) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in context.Response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) && name != HeaderNames.ContentLength)
                answer.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        return answer;
    }

    private sealed class RequestLifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort() => IsAborted = true;
    }
}
