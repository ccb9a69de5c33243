using System.Net;
using System.Net.Sockets;
using k8s;

namespace GptOperator.Kubernetes;

/// <summary>
/// The way to one API server, with the credentials and trust of a kubeconfig. It speaks HTTP/1.1: of streams that share one connection, each
/// waits when that connection stalls, and tries again on the same one. So a call that takes too long takes only its own connection with it.
/// </summary>
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
            handler.ConnectCallback = static (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken);
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
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
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

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A node that vanished answers no probe; without one a dead watch would look merely quiet.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(server, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
