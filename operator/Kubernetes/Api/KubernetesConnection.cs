using System.Net;
using k8s;

namespace GptOperator.Kubernetes;

/// <summary>An HTTP connection to one API server, with the credentials and trust of a kubeconfig.</summary>
internal sealed class KubernetesConnection : IDisposable
{
    private readonly k8s.Kubernetes client;
    private readonly string? tlsServerName;

    /// <param name="configuration">the server, its trust and the credentials</param>
    /// <param name="handlers">stand between the client and the network, the first one nearest to the client</param>
    public KubernetesConnection(KubernetesClientConfiguration configuration, params DelegatingHandler[] handlers)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        configuration.UserAgent = $"gpt-operator/{typeof(KubernetesConnection).Assembly.GetName().Version?.ToString(3)}";
        configuration.FirstMessageHandlerSetup = handler =>
        {
            handler.ConnectTimeout = TimeSpan.FromSeconds(5);
            // A node that vanished answers no ping; without one a dead watch would look merely quiet.
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        };
        tlsServerName = string.IsNullOrWhiteSpace(configuration.TlsServerName) ? null : configuration.TlsServerName;
        client = new k8s.Kubernetes(configuration, handlers);
    }

    public Uri Server => client.BaseUri;

    /// <summary>Returns at the response's headers; the caller disposes the response.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Host = tlsServerName;
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }

        return await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => client.Dispose();
}
