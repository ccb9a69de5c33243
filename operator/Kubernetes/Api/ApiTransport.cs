using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using GptOperator.Monitoring;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>Sends one attempt of a call: fence, credentials, metrics, and faults turned into typed errors.</summary>
internal sealed class ApiTransport(KubernetesConnection connection, OperatorMetrics metrics, TimeProvider time)
{
    /// <summary>Status bodies are small; a proxy's error page need not be.</summary>
    private const int LongestErrorBody = 64 * 1024;

    public async ValueTask<TResult> SendAsync<TResult>(
        ApiRequest request,
        IWriteFence fence,
        Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken)
    {
        if (!request.IsWrite)
        {
            return await MeasureAsync(request, read, cancellationToken);
        }

        using var guarded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, fence.Lost);
        if (!fence.MayWrite)
        {
            throw Fenced(request, null);
        }

        try
        {
            return await MeasureAsync(request, read, guarded.Token);
        }
        catch (OperationCanceledException e) when (fence.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Fenced(request, e);
        }
    }

    private static KubernetesApiException Fenced(ApiRequest request, Exception? inner) =>
        new(ApiErrorKind.Fenced, $"{request}: not sent, another replica may be leading", inner);

    private async ValueTask<TResult> MeasureAsync<TResult>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var code = "error";
        HttpResponseMessage? response = null;
        var kept = false;
        try
        {
            response = await connection.SendAsync(request.Method, request.Path, request.CreateContent(), cancellationToken);
            code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            if (!response.IsSuccessStatusCode)
            {
                throw await ReadErrorAsync(request, response, cancellationToken);
            }

            var result = await read(response, cancellationToken);
            kept = ReferenceEquals(result, response);
            return result;
        }
        catch (JsonException e)
        {
            throw new KubernetesApiException(ApiErrorKind.Other, $"{request}: the answer cannot be read: {e.Message}", e);
        }
        // Beside HttpRequestException and IOException a client that loses its connection has thrown InvalidOperationException and
        // ObjectDisposedException: whatever it is, no answer came.
        catch (Exception e) when (e is not (KubernetesApiException or OperationCanceledException))
        {
            throw Broken(request, e);
        }
        finally
        {
            metrics.ApiRequests.WithLabels(request.Verb, code).Inc();
            metrics.ApiRequestDuration.WithLabels(request.Verb).Observe(time.GetElapsedTime(start).TotalSeconds);
            if (!kept)
            {
                response?.Dispose();
            }
        }
    }

    private KubernetesApiException Broken(ApiRequest request, Exception fault)
    {
        // Without a connection nothing can have been sent.
        var reached = fault is not HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        };
        var message = $"{request}: cannot reach {connection.Server.GetLeftPart(UriPartial.Authority)}: {(fault.InnerException ?? fault).Message}";
        return new KubernetesApiException(ApiErrorKind.Unreachable, message, fault) { MayHaveReachedServer = reached };
    }

    private async Task<KubernetesApiException> ReadErrorAsync(
        ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        V1Status? status = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            var body = await BodyReader.ReadAsync(response, LongestErrorBody, request, cancellationToken);
            status = TryParse(body);
        }

        return KubernetesApiException.FromStatus(
            request.ToString(), response.StatusCode, status, RetryAfter(response.Headers.RetryAfter));
    }

    private static V1Status? TryParse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<V1Status>(body, EntityJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait is { } w && w > TimeSpan.Zero ? w : null;
    }
}
