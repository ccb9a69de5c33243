using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EndToEnd.Tests.Support;

/// <summary>An HTTP server that takes its first requests and never answers, until it is told to serve a text.</summary>
internal sealed class StallingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _stalled = [];
    private volatile string? _text;

    public StallingServer()
    {
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public string Uri => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/text.txt";

    /// <summary>From now on every request gets this text.</summary>
    public void Serve(string text) => _text = text;

    public void Dispose()
    {
        _listener.Stop();
        foreach (var client in _stalled)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                await TakeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return; // the test is over
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        if (_text is not { } text)
        {
            _stalled.Add(client);
            return;
        }
        using (client)
        {
            var body = Encoding.UTF8.GetBytes(text);
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[4096], 1);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }
    }
}
