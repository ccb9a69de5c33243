using System.Globalization;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace GptOperator.Local.ApiServer.Chaos;

/// <summary>Lets requests go wrong as a policy says, for tests of clients. Present only where a server was started with a policy.</summary>
internal sealed class FaultInjection(IFaultPolicy policy, CatalogHolder catalog, ObjectStore store, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        switch (policy.Next(ApiCall.Of(context, catalog.Current)))
        {
            case null:
                break;
            case Fault.Delayed delayed:
                await Task.Delay(delayed.Time, time, context.RequestAborted).ConfigureAwait(false);
                break;
            case Fault.Dropped dropped:
                await DropAsync(context, dropped, next).ConfigureAwait(false);
                return;
            case Fault.Refused refused:
                await RefuseAsync(context, refused).ConfigureAwait(false);
                return;
            case Fault.StaleList stale:
                ReadThePast(context.Request, stale);
                break;
            case Fault.DisturbedWatch disturbed:
                await DisturbAsync(context, disturbed, next).ConfigureAwait(false);
                return;
        }

        await next(context).ConfigureAwait(false);
    }

    private static async Task DropAsync(HttpContext context, Fault.Dropped fault, RequestDelegate next)
    {
        if (fault.Served)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            await next(context).ConfigureAwait(false);
        }

        context.Abort();
    }

    private static Task RefuseAsync(HttpContext context, Fault.Refused fault)
    {
        if (fault.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var error = new ApiException(fault.Code, fault.Reason, $"{fault.Reason}: injected by a test");
        return Answer.JsonAsync(context, error.Code, error.ToStatus());
    }

    /// <summary>The further pages of a list carry their revision in their token.</summary>
    private void ReadThePast(HttpRequest request, Fault.StaleList fault)
    {
        if (request.Query.ContainsKey("continue")) return;
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key is not ("resourceVersion" or "resourceVersionMatch")))
        {
            { "resourceVersion", Json.Revision(Math.Max(1, store.Revision - fault.Revisions)) },
            { "resourceVersionMatch", "Exact" },
        };
        request.QueryString = query.ToQueryString();
    }

    private static async Task DisturbAsync(HttpContext context, Fault.DisturbedWatch fault, RequestDelegate next)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var stream = new DisturbedWatchStream(body.Stream, fault, context.Abort);
        await using (stream.ConfigureAwait(false))
        {
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(stream, body));
            await next(context).ConfigureAwait(false);
        }
    }
}
