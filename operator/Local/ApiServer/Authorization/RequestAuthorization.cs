using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using Microsoft.AspNetCore.Http.Features;

namespace GptOperator.Local.ApiServer.Authorization;

/// <summary>Refuses what the user's roles do not allow, in the real server's words.</summary>
internal sealed class RequestAuthorization(Authorizer authorizer, ObjectService objects, CatalogHolder catalog)
{
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var user = context.Features.GetRequiredFeature<RequestUser>();
        var call = ApiCall.Of(context, catalog.Current);
        var refused = authorizer.Allows(user, call) ? CreationRefused(context.Request, user, call) : call;
        if (refused is null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var error = Forbidden(user, refused);
        await Answer.JsonAsync(context, error.Code, error.ToStatus()).ConfigureAwait(false);
    }

    /// <summary>An apply of what is not there yet creates it, which takes the right to create as well.</summary>
    private ApiCall? CreationRefused(HttpRequest request, RequestUser user, ApiCall call)
    {
        if (call.Verb != "patch" || call.Resource.Contains('/', StringComparison.Ordinal) || RequestBody.MediaType(request) != "application/apply-patch+yaml") return null;
        var create = call with { Verb = "create" };
        if (authorizer.Allows(user, create)) return null;
        var type = RequestInfo.Parse(request.Path, catalog.Current)!.Type;
        return objects.Store.Find(type.StorageKey, call.Namespace, call.Name) is null ? create : null;
    }

    private static ApiException Forbidden(RequestUser user, ApiCall call)
    {
        if (!call.IsResource)
            return new ApiException(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {call.Verb} path \"{call.Path}\"", []);
        var resource = call.Resource.Split('/')[0];
        var qualified = call.Group.Length == 0 ? resource : $"{resource}.{call.Group}";
        var what = call.Name.Length == 0 ? $"{qualified} is forbidden" : $"{qualified} \"{call.Name}\" is forbidden";
        var where = call.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{call.Namespace}\"";
        var details = new JsonObject { ["kind"] = resource };
        if (call.Name.Length > 0) details["name"] = call.Name;
        if (call.Group.Length > 0) details["group"] = call.Group;
        return new ApiException(403, "Forbidden", $"{what}: User \"{user.Name}\" cannot {call.Verb} resource \"{call.Resource}\" in API group \"{call.Group}\" {where}", details);
    }
}
