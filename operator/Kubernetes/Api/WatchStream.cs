using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace GptOperator.Kubernetes;

/// <summary>
/// An accepted watch. Reading ends normally when the server closes it, and with a <see cref="KubernetesApiException"/>
/// on an ERROR event (<see cref="ApiErrorKind.Gone"/> for 410), a broken line, or a silence that is too long.
/// </summary>
internal sealed class WatchStream<T>(ApiRequest request, HttpResponseMessage response, TimeProvider time) : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The server sends a bookmark about each minute; missing two of them means that the connection is dead.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(150);

    /// <summary>Ten times what etcd stores in one object.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    public async IAsyncEnumerable<WatchEvent<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        using var idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        while (true)
        {
            idle.CancelAfter(IdleTimeout);
            var read = await ReadPipeAsync(reader, either.Token, cancellationToken);
            idle.CancelAfter(Timeout.InfiniteTimeSpan);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, out var line))
            {
                yield return Parse(line);
            }

            if (buffer.Length > LongestLine)
            {
                throw new KubernetesApiException(ApiErrorKind.Other, $"{request}: an event is longer than {LongestLine} bytes");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                // A line that was cut off is sent again by the next watch.
                yield break;
            }
        }
    }

    public void Dispose() => response.Dispose();

    private async ValueTask<ReadResult> ReadPipeAsync(
        PipeReader reader, CancellationToken either, CancellationToken callers)
    {
        try
        {
            return await reader.ReadAsync(either);
        }
        catch (OperationCanceledException e) when (!callers.IsCancellationRequested)
        {
            throw new KubernetesApiException(
                ApiErrorKind.Unreachable, $"{request}: nothing came for {IdleTimeout.TotalSeconds:0} s", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new KubernetesApiException(ApiErrorKind.Unreachable, $"{request}: the connection broke: {e.Message}", e);
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (line.Length > 0)
            {
                return true;
            }
        }

        line = default;
        return false;
    }

    private WatchEvent<T> Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var (type, entity) = Split(line);
            return type switch
            {
                "ADDED" => EntityEvent(WatchEventType.Added, entity),
                "MODIFIED" => EntityEvent(WatchEventType.Modified, entity),
                "DELETED" => new(WatchEventType.Deleted, Entity(entity)),
                "BOOKMARK" => new(WatchEventType.Bookmark, Entity(entity)),
                "ERROR" => throw Error(entity),
                _ => throw new JsonException($"unknown event type '{type}'"),
            };
        }
        catch (JsonException e)
        {
            throw new KubernetesApiException(ApiErrorKind.Unreachable, $"{request}: not an event: {e.Message}", e);
        }
    }

    /// <summary>Finds the two members without building a document, for most lines are large and short-lived.</summary>
    private static (string? Type, ReadOnlySequence<byte> Entity) Split(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        ReadOnlySequence<byte> entity = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isObject) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("object"u8));
            reader.Read();
            if (isType)
            {
                type = reader.GetString();
            }

            var start = reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
            {
                entity = line.Slice(start, reader.BytesConsumed - start);
            }
        }

        return (type, entity);
    }

    private static WatchEvent<T> EntityEvent(WatchEventType type, ReadOnlySequence<byte> json)
    {
        try
        {
            return new(type, Entity(json));
        }
        catch (JsonException e)
        {
            using var document = JsonDocument.Parse(json);
            return new(WatchEventType.Unreadable, null!, EntityJson.Explain<T>(document.RootElement, e));
        }
    }

    private static T Entity(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonSerializer.Deserialize<T>(ref reader, EntityJson.Options) ?? throw new JsonException("the object is null");
    }

    private KubernetesApiException Error(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var status = JsonSerializer.Deserialize<V1Status>(ref reader, EntityJson.Options);
        return KubernetesApiException.FromStatus(
            request.ToString(), (HttpStatusCode)(status?.Code ?? (int)HttpStatusCode.InternalServerError), status);
    }
}
