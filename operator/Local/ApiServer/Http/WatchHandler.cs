using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Streams a collection's changes, one JSON line each, sent as they happen.</summary>
internal sealed class WatchHandler(ObjectStore store, TimeProvider time, TimeSpan bookmarkInterval)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public async Task WatchAsync(HttpContext context, RequestInfo info, CancellationToken stopping)
    {
        var watch = Watch.Parse(context.Request, info);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var timeout = new CancellationTokenSource(Timeout(context.Request), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, timeout.Token);
        var first = Begin(info, watch, out var cursor);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache, private";
        await context.Response.StartAsync(stop.Token).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
        try
        {
            await SendAsync(context, first, stop.Token).ConfigureAwait(false);
            await FollowAsync(context, info, watch, cursor, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Timed out, or the client or the server went away: each an ordinary end of a watch.
        }
    }

    private static TimeSpan Timeout(HttpRequest request) =>
        int.TryParse(request.Query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : DefaultTimeout;

    private Func<HttpContext, IBufferWriter<byte>, bool> Begin(RequestInfo info, Watch watch, out long cursor)
    {
        if (watch.From is { } from && !watch.SendsInitialEvents)
        {
            cursor = from;
            return (_, _) => false;
        }

        var (objects, revision) = store.List(info.Type.StorageKey);
        if (watch.From > revision) throw ApiException.RevisionTooLarge(watch.From.Value, revision);
        cursor = revision;
        return (context, buffer) =>
        {
            var any = watch.MarksInitialEventsEnd;
            var initial = watch.SendsInitialEvents ? objects.In(info.Type.Namespaced ? info.Namespace : null).Where(watch.Query.Matches) : [];
            foreach (var obj in initial)
            {
                any = true;
                Write(context, info.Type, buffer, "ADDED", obj);
            }

            if (watch.MarksInitialEventsEnd) Bookmark(context, info.Type, buffer, revision, initialEventsEnd: true);
            return any;
        };
    }

    private async Task FollowAsync(HttpContext context, RequestInfo info, Watch watch, long cursor, CancellationToken ct)
    {
        var nextBookmark = time.GetUtcNow() + bookmarkInterval;
        while (!ct.IsCancellationRequested)
        {
            WatchBatch batch;
            try
            {
                batch = store.ReadEvents(info.Type.StorageKey, cursor);
            }
            catch (RevisionExpiredException e)
            {
                await SendAsync(context, (_, buffer) => Error(buffer, ApiException.Gone(e.Message)), ct).ConfigureAwait(false);
                return;
            }

            await SendAsync(context, (c, buffer) => Changes(c, info, watch, buffer, batch.Events), ct).ConfigureAwait(false);
            cursor = Math.Max(cursor, batch.Revision);
            if (batch.Closed) return;
            if (watch.Bookmarks && time.GetUtcNow() >= nextBookmark)
            {
                await SendAsync(context, (c, buffer) => Bookmark(c, info.Type, buffer, cursor, initialEventsEnd: false), ct).ConfigureAwait(false);
                nextBookmark = time.GetUtcNow() + bookmarkInterval;
            }

            var wait = nextBookmark - time.GetUtcNow();
            if (!watch.Bookmarks) wait = System.Threading.Timeout.InfiniteTimeSpan;
            else if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
            await WaitAsync(batch.Changed, wait, ct).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan atMost, CancellationToken ct)
    {
        try
        {
            await changed.WaitAsync(atMost, time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time for a bookmark.
        }
    }

    private bool Changes(HttpContext context, RequestInfo info, Watch watch, IBufferWriter<byte> buffer, IReadOnlyList<WatchEvent> events)
    {
        var any = false;
        foreach (var change in events)
        {
            if (info.Type.Namespaced && info.Namespace is { } ns && change.Object.Namespace != ns) continue;
            if (Seen(watch, change) is not { } kind) continue;
            any = true;
            Write(context, info.Type, buffer, kind, change.Object);
        }

        return any;
    }

    // To a watcher with a selector an object appears and disappears as it begins and ceases to match.
    private static string? Seen(Watch watch, WatchEvent change)
    {
        var before = change.Previous is not null && watch.Query.Matches(change.Previous);
        var after = change.Kind != WatchEventKind.Deleted && watch.Query.Matches(change.Object);
        return (before, after) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            _ => null,
        };
    }

    private void Write(HttpContext context, ResourceType type, IBufferWriter<byte> buffer, string kind, StoredObject obj)
    {
        buffer.Write(Encoding.UTF8.GetBytes($"{{\"type\":\"{kind}\",\"object\":"));
        buffer.Write(Accept.Form(context.Request) == AcceptedForm.Object
            ? type.ServeUtf8(obj).Span
            : Json.ToUtf8(Forms.Of(context, type, type.Serve(obj), time.GetUtcNow())));
        buffer.Write("}\n"u8);
    }

    private bool Bookmark(HttpContext context, ResourceType type, IBufferWriter<byte> buffer, long revision, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Json.Revision(revision), ["creationTimestamp"] = null };
        if (initialEventsEnd) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        var obj = new JsonObject { ["kind"] = type.Kind, ["apiVersion"] = type.ApiVersion, ["metadata"] = metadata };
        var form = Accept.Form(context.Request) == AcceptedForm.Table
            ? Forms.Table(context, type, [], metadata.Copy(), time.GetUtcNow())
            : Forms.Of(context, type, obj, time.GetUtcNow());
        buffer.Write("{\"type\":\"BOOKMARK\",\"object\":"u8);
        buffer.Write(Json.ToUtf8(form));
        buffer.Write("}\n"u8);
        return true;
    }

    private static bool Error(IBufferWriter<byte> buffer, ApiException error)
    {
        buffer.Write("{\"type\":\"ERROR\",\"object\":"u8);
        buffer.Write(Json.ToUtf8(error.ToStatus()));
        buffer.Write("}\n"u8);
        return true;
    }

    private static async Task SendAsync(HttpContext context, Func<HttpContext, IBufferWriter<byte>, bool> write, CancellationToken ct)
    {
        if (write(context, context.Response.BodyWriter)) await context.Response.BodyWriter.FlushAsync(ct).ConfigureAwait(false);
    }

    private sealed record Watch(ListQuery Query, long? From, bool Bookmarks, bool SendsInitialEvents, bool MarksInitialEventsEnd)
    {
        public static Watch Parse(HttpRequest request, RequestInfo info)
        {
            var query = ListQuery.Parse(request, info);
            var bookmarks = Flag(request, "allowWatchBookmarks");
            var asked = request.Query.ContainsKey("sendInitialEvents");
            var initial = Flag(request, "sendInitialEvents");
            var match = request.Query["resourceVersionMatch"].ToString();
            if (asked && match != "NotOlderThan")
                throw ApiException.BadRequest("resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            if (initial && !bookmarks)
                throw ApiException.BadRequest("allowWatchBookmarks: Required value: sendInitialEvents requires allowWatchBookmarks");
            var from = ListQuery.Revision(request.Query["resourceVersion"]);
            // 0 and none both mean: whatever is there, then its changes.
            return new Watch(query, from is null or 0 ? null : from, bookmarks, initial || (!asked && from is null or 0), initial);
        }

        private static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() is "true" or "1";
    }
}
