using System.Net;
using GptOperator.Crds.Trainer;
using k8s.Models;

namespace GptOperator.Monitoring;

/// <summary>Asks a pod at its own address: the way inside the cluster, and on the machine that runs the local one.</summary>
internal sealed class ProgressPodSource : IProgressSource, IDisposable
{
    // A pod could answer with a redirect to a service that only the operator may reach.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public async Task<byte[]> ReadAsync(V1Pod pod, ProgressOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        var address = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Parse(pod.Status.PodIP).ToString(), TrainerEnvironment.DefaultHttpPort, "/progress").Uri;
        using var response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        return await ReadAsync(body, options.LimitBytes, limit.Token);
    }

    public void Dispose() => _client.Dispose();

    private static async Task<byte[]> ReadAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[limit + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= limit ? buffer[..length] : throw new InvalidDataException($"the answer is longer than {limit} bytes");
    }
}
