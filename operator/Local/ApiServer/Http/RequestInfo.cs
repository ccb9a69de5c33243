using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Which resource, object and subresource a path names.</summary>
internal sealed record RequestInfo
{
    public required ResourceType Type { get; init; }

    /// <summary>null over all namespaces; empty for cluster-scoped resources.</summary>
    public string? Namespace { get; init; }

    /// <summary>null for the collection.</summary>
    public string? Name { get; init; }

    public Subresource? Subresource { get; init; }

    /// <summary>What follows the subresource, as proxied paths have it.</summary>
    public string Rest { get; init; } = "";

    /// <returns>null when the path is not a resource's.</returns>
    /// <exception cref="ApiException">The path has a resource's form, but nothing is served there.</exception>
    public static RequestInfo? Parse(PathString path, ResourceCatalog catalog)
    {
        var parts = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, .. var rest] when rest.Length > 0 => Of(catalog, "", version, rest, path),
            ["apis", var group, var version, .. var rest] when rest.Length > 0 => Of(catalog, group, version, rest, path),
            _ => null,
        };
    }

    private static RequestInfo Of(ResourceCatalog catalog, string group, string version, string[] parts, PathString path)
    {
        string? ns = null;
        // "namespaces/x/status" is the namespace's own; "namespaces/x/pods" is in it.
        if (parts is ["namespaces", _, _, ..] && !(group.Length == 0 && parts is ["namespaces", _, "status" or "finalize"]))
        {
            ns = parts[1];
            parts = parts[2..];
        }

        var type = catalog.Find(group, version, parts[0]) ?? throw ApiException.NoSuchPath();
        if (ns is not null && !type.Namespaced) throw ApiException.NoSuchPath();
        var subresource = parts.Length > 2 ? type.Subresources.FirstOrDefault(s => s.Name == parts[2]) ?? throw ApiException.NoSuchPath() : null;
        if (type.Namespaced && ns is null && parts.Length > 1) throw ApiException.NoSuchPath();
        return new RequestInfo
        {
            Type = type,
            Namespace = type.Namespaced ? ns : "",
            Name = parts.Length > 1 ? parts[1] : null,
            Subresource = subresource,
            Rest = subresource is null ? "" : RestOf(path.Value!, parts.Length - 3),
        };
    }

    // Cut from the original, so that a trailing slash is kept.
    private static string RestOf(string path, int segments)
    {
        if (segments <= 0) return path.EndsWith('/') ? "/" : "";
        var trimmed = path.AsSpan().TrimEnd('/');
        var at = trimmed.Length;
        for (var i = 0; i < segments; i++) at = trimmed[..at].LastIndexOf('/');
        return path[at..];
    }
}
