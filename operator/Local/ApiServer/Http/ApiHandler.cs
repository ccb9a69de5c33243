using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Authorization;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Patching;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Takes each request to what serves it, and turns every failure into a Status.</summary>
internal sealed class ApiHandler(
    CatalogHolder catalog,
    ObjectService objects,
    TimeProvider time,
    LocalApiServerOptions options,
    ServerIdentity identity,
    Authorizer authorizer,
    CancellationToken stopping) : IDisposable
{
    private readonly DiscoveryHandler _discovery = new(catalog);
    private readonly OpenApiHandler _openApi = new(catalog);
    private readonly ListHandler _lists = new(objects, time);
    private readonly WriteHandler _writes = new(objects, new ListHandler(objects, time), time);
    private readonly PodHandler _pods = new(objects, time, options.PodLogs);
    private readonly ProxyHandler _proxy = new(new ProxyTargets(catalog, objects));
    private readonly WatchHandler _watches = new(objects.Store, time, options.BookmarkInterval);
    private readonly AccessReviews _reviews = new(authorizer);
    private readonly TokenRequests _tokens = new(objects, time, identity);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (await _discovery.TryHandleAsync(context).ConfigureAwait(false)) return;
            if (await _openApi.TryHandleAsync(context).ConfigureAwait(false)) return;
            var info = RequestInfo.Parse(context.Request.Path, catalog.Current) ?? throw ApiException.NoSuchPath();
            await DispatchAsync(context, info).ConfigureAwait(false);
        }
        catch (PatchException e)
        {
            var error = new ApiException(422, "Invalid", e.Message, []);
            await Answer.JsonAsync(context, error.Code, error.ToStatus()).ConfigureAwait(false);
        }
        catch (ApiException e) when (!context.Response.HasStarted)
        {
            if (e.Details?["retryAfterSeconds"] is { } seconds) context.Response.Headers.RetryAfter = seconds.ToJsonString();
            await Answer.JsonAsync(context, e.Code, e.ToStatus()).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is no one to answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var error = new ApiException(500, "InternalError", $"Internal error occurred: {e.Message}");
            await Answer.JsonAsync(context, error.Code, error.ToStatus()).ConfigureAwait(false);
        }
    }

    private Task DispatchAsync(HttpContext context, RequestInfo info)
    {
        var verb = ApiCall.VerbOf(context.Request, info);
        var allowed = info.Subresource?.Verbs ?? info.Type.Verbs;
        if (!allowed.Contains(verb)) throw ApiException.MethodNotAllowed();
        return info.Subresource?.Name switch
        {
            "log" => _pods.LogAsync(context, info, stopping),
            "eviction" => _pods.EvictAsync(context, info),
            "binding" => _pods.BindAsync(context, info),
            "token" => _tokens.CreateAsync(context, info),
            "proxy" => _proxy.ForwardAsync(context, info),
            _ when info.Type.Group == "authorization.k8s.io" => _reviews.AnswerAsync(context, info),
            _ => DispatchVerb(context, info, verb),
        };
    }

    private Task DispatchVerb(HttpContext context, RequestInfo info, string verb) => verb switch
    {
        "get" => _lists.GetAsync(context, info),
        "list" => _lists.ListAsync(context, info),
        "watch" => _watches.WatchAsync(context, info, stopping),
        "create" => _writes.CreateAsync(context, info),
        "update" => _writes.UpdateAsync(context, info),
        "patch" => _writes.PatchAsync(context, info),
        "delete" => _writes.DeleteAsync(context, info),
        _ => _writes.DeleteCollectionAsync(context, info),
    };

    public void Dispose() => _proxy.Dispose();
}
