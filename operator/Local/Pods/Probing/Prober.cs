using System.Globalization;
using System.Net.Sockets;
using k8s.Models;

namespace GptOperator.Local.Pods;

/// <summary>Asks a container how it is, once. Never throws but for cancellation.</summary>
internal sealed class Prober(CommandRunner commands, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // A probe tests whether the server takes connections; a kept one would hide that it does not any more.
        PooledConnectionLifetime = TimeSpan.Zero,
        UseProxy = false,
        UseCookies = false,
        // As the kubelet: a pod proves nothing by its certificate, it only has to have one.
        SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <param name="setup">Makes the surroundings of an exec probe.</param>
    public async Task<ProbeResult> ProbeAsync(V1Probe probe, V1Container container, string podIp, Func<Task<ContainerSetup>> setup, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(probe.TimeoutSeconds ?? 1);
        return probe switch
        {
            { HttpGet: { } get } => await GetAsync(Address(get, container, podIp), get, timeout, cancellationToken),
            { TcpSocket: { } socket } => await ConnectAsync(socket.Host ?? podIp, Port(socket.Port, container), timeout, cancellationToken),
            { Exec: { } exec } => await ExecuteAsync(exec, setup, timeout, cancellationToken),
            _ => ProbeResult.Failed("the local cluster knows httpGet, tcpSocket and exec probes only"),
        };
    }

    public async Task<ProbeResult> GetAsync(Uri address, V1HTTPGetAction get, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe");
        foreach (var header in get.HttpHeaders ?? [])
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var code = (int)response.StatusCode;
            return code is >= 200 and < 400 ? ProbeResult.Passed : ProbeResult.Failed($"HTTP probe failed with statuscode: {code}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failed($"Get \"{address}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
        catch (HttpRequestException e)
        {
            return ProbeResult.Failed($"Get \"{address}\": {Cause(e, address.Host, address.Port)}");
        }
    }

    public void Dispose() => _http.Dispose();

    public static Uri Address(V1HTTPGetAction get, V1Container container, string podIp)
    {
        var path = get.Path is { Length: > 0 } given ? given.StartsWith('/') ? given : "/" + given : "/";
        return new Uri($"{(get.Scheme ?? "HTTP").ToLowerInvariant()}://{get.Host ?? podIp}:{Port(get.Port, container)}{path}");
    }

    private async Task<ProbeResult> ConnectAsync(string host, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, either.Token);
            return ProbeResult.Passed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failed($"dial tcp {host}:{port}: i/o timeout");
        }
        catch (SocketException e)
        {
            return ProbeResult.Failed(Cause(e, host, port));
        }
    }

    private async Task<ProbeResult> ExecuteAsync(V1ExecAction exec, Func<Task<ContainerSetup>> setup, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var surroundings = await setup();
            var (code, output) = await commands.RunAsync(path => surroundings.Request(exec, path), timeout, cancellationToken);
            return code switch
            {
                0 => ProbeResult.Passed,
                null => ProbeResult.Failed($"command timed out: \"{string.Join(' ', exec.Command)}\" timed out after {timeout.TotalSeconds:0.###}s"),
                _ => ProbeResult.Failed(output),
            };
        }
        catch (Exception e) when (e is ProcessStartException or ContainerConfigException or ImageNotFoundException)
        {
            return ProbeResult.Failed(e.Message);
        }
    }

    private static string Cause(Exception e, string host, int port)
    {
        var socket = e as SocketException ?? e.InnerException as SocketException;
        return socket?.SocketErrorCode == SocketError.ConnectionRefused
            ? $"dial tcp {host}:{port}: connect: connection refused"
            : (e.InnerException ?? e).Message;
    }

    /// <summary>A number, or the name of one of the container's ports.</summary>
    private static int Port(IntOrString port, V1Container container) =>
        int.TryParse(port.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : container.Ports?.FirstOrDefault(candidate => candidate.Name == port.ToString())?.ContainerPort ?? 0;
}
