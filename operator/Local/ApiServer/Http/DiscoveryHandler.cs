using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>What is served: /api, /apis, /version and health, in the legacy and the aggregated form.</summary>
internal sealed class DiscoveryHandler(CatalogHolder catalog)
{
    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["healthz" or "livez" or "readyz", ..]:
                await Answer.BytesAsync(context, 200, "text/plain; charset=utf-8", "ok"u8.ToArray()).ConfigureAwait(false);
                return true;
            case ["version"]:
                await Answer.JsonAsync(context, 200, Discovery.Version()).ConfigureAwait(false);
                return true;
            case ["api"] or ["apis"]:
                await RootAsync(context, core: parts[0] == "api").ConfigureAwait(false);
                return true;
            case ["apis", var group]:
                await Answer.JsonAsync(context, 200, Discovery.Group(Find(group))).ConfigureAwait(false);
                return true;
            case ["api", var version]:
                await ResourcesAsync(context, "", version).ConfigureAwait(false);
                return true;
            case ["apis", var group, var version]:
                await ResourcesAsync(context, group, version).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private async Task RootAsync(HttpContext context, bool core)
    {
        if (Accept.AggregatedDiscovery(context.Request) is { } version)
        {
            var body = Discovery.Aggregated(catalog.Current, core, version);
            await Answer.CacheableAsync(context, $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList", Json.ToUtf8(body)).ConfigureAwait(false);
            return;
        }

        var legacy = core ? Discovery.CoreVersions(context.Request.Host.Value ?? "") : Discovery.GroupList(catalog.Current);
        await Answer.JsonAsync(context, 200, legacy).ConfigureAwait(false);
    }

    private Task ResourcesAsync(HttpContext context, string group, string version)
    {
        var types = catalog.Current.In(group, version).ToList();
        if (types.Count == 0) throw ApiException.NoSuchPath();
        return Answer.JsonAsync(context, 200, Discovery.ResourceList(types));
    }

    private ApiGroup Find(string name) =>
        catalog.Current.Groups.FirstOrDefault(g => g.Name == name && name.Length > 0) ?? throw ApiException.NoSuchPath();
}
