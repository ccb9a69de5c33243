using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>GET of one object and of collections, in every form.</summary>
internal sealed class ListHandler(ObjectService objects, TimeProvider time)
{
    public Task GetAsync(HttpContext context, RequestInfo info)
    {
        var stored = objects.Find(info.Type, info.Namespace ?? "", info.Name!);
        return Accept.Form(context.Request) == AcceptedForm.Object
            ? Answer.BytesAsync(context, 200, "application/json", info.Type.ServeUtf8(stored))
            : Answer.JsonAsync(context, 200, Forms.Of(context, info.Type, info.Type.Serve(stored), time.GetUtcNow()));
    }

    public Task ListAsync(HttpContext context, RequestInfo info)
    {
        var query = ListQuery.Parse(context.Request, info);
        var page = Page(info, query);
        return Accept.Form(context.Request) switch
        {
            AcceptedForm.Object => Answer.BytesAsync(context, 200, "application/json", Whole(info.Type, page)),
            AcceptedForm.Table => Answer.JsonAsync(context, 200, Forms.Table(
                context, info.Type, page.Items.Select(info.Type.Serve), ListMetadata(page), time.GetUtcNow())),
            _ => Answer.JsonAsync(context, 200, Forms.PartialList(
                context, page.Items.Select(info.Type.Serve), ListMetadata(page))),
        };
    }

    /// <summary>The objects that a query selects, over all pages.</summary>
    public IEnumerable<StoredObject> Select(RequestInfo info, ListQuery query) => Page(info, query with { Limit = 0 }).Items;

    private ListPage Page(RequestInfo info, ListQuery query)
    {
        var (set, revision) = Snapshot(info.Type, query);
        var selected = set.In(info.Type.Namespaced ? info.Namespace : null).Where(query.Matches);
        if (query.Continue is { } token) selected = selected.Where(o => token.IsBefore(o));
        if (query.Limit <= 0) return new ListPage([.. selected], revision, null, null);
        var all = selected.ToList();
        if (all.Count <= query.Limit) return new ListPage(all, revision, null, null);
        var items = all.Take(query.Limit).ToList();
        // A count of what the selectors leave would need to look at everything; the real server gives none then either.
        long? remaining = query.IsSelective ? null : all.Count - query.Limit;
        return new ListPage(items, revision, ContinueToken.After(items[^1], revision).ToString(), remaining);
    }

    private (ObjectSet Set, long Revision) Snapshot(ResourceType type, ListQuery query)
    {
        var (set, now) = objects.Store.List(type.StorageKey);
        var wanted = query.Continue?.Revision ?? query.ExactRevision;
        if (query.MinimumRevision > now) throw ApiException.RevisionTooLarge(query.MinimumRevision, now);
        if (wanted is null or -1 || wanted == now) return (set, now);
        if (wanted > now) throw ApiException.RevisionTooLarge(wanted.Value, now);
        try
        {
            return (objects.Store.ListAt(type.StorageKey, wanted.Value), wanted.Value);
        }
        catch (RevisionExpiredException e)
        {
            throw query.Continue is { } token ? Expired(token) : ApiException.Gone(e.Message);
        }
    }

    private static ApiException Expired(ContinueToken token) => new(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.")
    {
        Continue = (token with { Revision = -1 }).ToString(),
    };

    private static JsonObject ListMetadata(ListPage page)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Json.Revision(page.Revision) };
        if (page.Continue is not null) metadata["continue"] = page.Continue;
        if (page.Remaining is { } remaining) metadata["remainingItemCount"] = remaining;
        return metadata;
    }

    // The objects' bytes are copied as they are: a list costs no parsing.
    private static ReadOnlyMemory<byte> Whole(ResourceType type, ListPage page)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var head = $"{{\"kind\":\"{type.ListKind}\",\"apiVersion\":\"{type.ApiVersion}\",\"metadata\":{ListMetadata(page).ToJsonString()},\"items\":[";
        buffer.Write(Encoding.UTF8.GetBytes(head));
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            buffer.Write(type.ServeUtf8(page.Items[i]).Span);
        }

        buffer.Write("]}"u8);
        return buffer.WrittenMemory;
    }

    private sealed record ListPage(IReadOnlyList<StoredObject> Items, long Revision, string? Continue, long? Remaining);
}
