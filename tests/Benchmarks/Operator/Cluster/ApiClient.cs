using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace GptOperator.Benchmark.Cluster;

/// <summary>Bare requests in JSON: the load must cost little, and the same whoever is measured.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>Requests that are under way at once when many are sent.</summary>
    public const int Parallelism = 32;

    private readonly HttpClient http;

    public ApiClient(Uri server, string token)
    {
        var handler = new HttpClientHandler
        {
            MaxConnectionsPerServer = 2 * Parallelism,
            // The server is this run's own, on loopback, and signs for itself.
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        http = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ExistsAsync("readyz", cancellationToken);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }

    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => http.GetStringAsync(path, cancellationToken);

    public async Task<JsonObject> GetJsonAsync(string path, CancellationToken cancellationToken) =>
        JsonNode.Parse(await GetAsync(path, cancellationToken))!.AsObject();

    public Task<string> CreateAsync(string collection, string body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, collection, body, "application/json", cancellationToken);

    /// <summary>A JSON merge patch.</summary>
    public Task<string> PatchAsync(string path, string body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json", cancellationToken);

    /// <param name="path">of the object</param>
    /// <param name="yaml">what it shall be</param>
    /// <param name="cancellationToken">ends the call</param>
    public Task<string> ApplyAsync(string path, string yaml, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager=benchmark&force=true", yaml, "application/apply-patch+yaml", cancellationToken);

    public Task<string> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, "application/json", cancellationToken);

    /// <summary>Every item of a collection, page by page.</summary>
    public async IAsyncEnumerable<JsonObject> ListAsync(string collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = "";
        do
        {
            var page = await GetJsonAsync($"{collection}?limit=500&continue={Uri.EscapeDataString(next)}", cancellationToken);
            foreach (var item in page["items"]!.AsArray())
                yield return item!.AsObject();
            next = (string?)page["metadata"]!["continue"] ?? "";
        }
        while (next.Length > 0);
    }

    /// <summary>The lines of a watch from the collection's state now on, until cancelled. A server hangs up on a watch that lags; it goes on from there.</summary>
    /// <param name="collection">path of what is watched</param>
    /// <param name="started">completes once nothing can be missed any more</param>
    /// <param name="cancellationToken">ends the watch</param>
    public async IAsyncEnumerable<string> WatchAsync(
        string collection, TaskCompletionSource started, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var version = (string)(await GetJsonAsync($"{collection}?limit=1", cancellationToken))["metadata"]!["resourceVersion"]!;
        while (true)
        {
            using var response = await http.GetAsync(
                $"{collection}?watch=true&resourceVersion={version}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var reader = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken));
            started.TrySetResult();
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                version = JsonText.Field(line, "resourceVersion");
                yield return line;
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, string? body, string contentType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {answer}", null, response.StatusCode);
    }
}
