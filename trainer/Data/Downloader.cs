using System.Net;
using Polly;
using Polly.Retry;

namespace GptTrainer.Data;

/// <summary>Fetches a source's URL into a file, again where that may help, for at most about a minute of silence.</summary>
internal sealed class Downloader : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(8),
        AutomaticDecompression = DecompressionMethods.All,
    })
    {
        // Time is limited between one byte and the next, not for a whole text of unknown size.
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "gpt-trainer" } },
    };

    private readonly ResiliencePipeline _retry;

    private readonly Action _received;

    /// <param name="firstDelay">Wait before the first of three retries; doubled for each further one.</param>
    /// <param name="received">Told whenever something came.</param>
    public Downloader(TimeSpan firstDelay, Action received) => (_received, _retry) = (received, new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            Delay = firstDelay,
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(MayPass).Handle<TimeoutException>(),
        })
        .Build());

    /// <exception cref="DataException">The URL cannot be had.</exception>
    public async Task DownloadAsync(SourceField field, string path, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(field.Source.Uri, UriKind.Absolute, out var uri))
            throw field.Fault("is not a URL; write https://HOST/FILE");
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
            throw field.Fault("is plain http to another machine; use https");
        try
        {
            await _retry.ExecuteAsync(async ct => await FetchAsync(uri, path, ct), cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is { } status)
        {
            throw field.Fault($"was answered with {(int)status} {status}; mend the address", MayPass(exception), exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            throw field.Fault($"cannot be reached ({exception.Message.ReplaceLineEndings(" ")}); mend the address, or the network, proxy or firewall between", inner: exception);
        }
        catch (IOException exception)
        {
            throw field.Fault($"cannot be kept in '{Path.GetDirectoryName(path)}' ({exception.Message.ReplaceLineEndings(" ")}); free space there, or set TMPDIR to a larger disk", passing: true, exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task FetchAsync(Uri uri, string path, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Silence);
        try
        {
            using var response = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            await using var file = File.Create(path);
            var buffer = new byte[1 << 16];
            int read;
            while ((read = await ReadAsync(body, buffer, silence.Token)) > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                silence.CancelAfter(Silence);
                _received();
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the server was silent for {Silence.TotalSeconds} seconds", exception);
        }
    }

    // A connection that breaks throws what a full disk throws; told apart here, where it is known which it is.
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }

    private static bool MayPass(HttpRequestException exception) =>
        exception.StatusCode is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
