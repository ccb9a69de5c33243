using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>What a request wants, in the terms that permissions are granted in.</summary>
internal sealed record ApiCall
{
    /// <summary>Who asks; empty where that does not matter.</summary>
    public string User { get; init; } = "";

    /// <summary>get, list, watch, create, update, patch, delete or deletecollection; the method in lower case for paths that are no resource's.</summary>
    public required string Verb { get; init; }

    /// <summary>Empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Plural, with the subresource: "pods", "pods/log". Empty for paths that are no resource's.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Empty over all namespaces and for cluster-scoped resources.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty for collections, and for creates, whose name is in the body.</summary>
    public string Name { get; init; } = "";

    public required string Path { get; init; }

    public bool IsResource => Resource.Length > 0;

    /// <summary>Reads a request. A path that nothing is served at is left to the handler to refuse: it counts as no resource's.</summary>
    public static ApiCall Of(HttpContext context, ResourceCatalog catalog)
    {
        var request = context.Request;
        var (path, user) = (request.Path.Value ?? "", context.Features.Get<RequestUser>()?.Name ?? "");
        try
        {
            if (RequestInfo.Parse(request.Path, catalog) is { } info)
                return new ApiCall
                {
                    User = user,
                    Verb = VerbOf(request, info),
                    Group = info.Type.Group,
                    Resource = info.Subresource is null ? info.Type.Plural : $"{info.Type.Plural}/{info.Subresource.Name}",
                    Namespace = info.Namespace ?? "",
                    Name = info.Name ?? "",
                    Path = path,
                };
        }
        catch (ApiException)
        {
            // Nothing is served there.
        }

        return new ApiCall { User = user, Verb = request.Method.ToLowerInvariant(), Path = path };
    }

    /// <returns>Empty for a method that the API does not know.</returns>
    public static string VerbOf(HttpRequest request, RequestInfo info)
    {
        var watch = request.Query["watch"].ToString() is "true" or "1";
        return request.Method switch
        {
            "GET" or "HEAD" => watch ? "watch" : info.Name is null ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => info.Name is null ? "deletecollection" : "delete",
            _ => "",
        };
    }
}
