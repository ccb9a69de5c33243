using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>/openapi/v3, its documents per group and version, and an /openapi/v2 that holds no schemas.</summary>
internal sealed class OpenApiHandler(CatalogHolder catalog)
{
    private const string V2Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    // The built-in schemas differ from one build to the next only.
    private static readonly string BuildTag = typeof(OpenApiHandler).Assembly.ManifestModule.ModuleVersionId.ToString("N");

    private readonly ConcurrentDictionary<string, byte[]> _builtIn = new(StringComparer.Ordinal);

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/openapi/v2") await AnswerV2Async(context).ConfigureAwait(false);
        else if (path == "/openapi/v3") await Answer.CacheableAsync(context, "text/plain; charset=utf-8", Json.ToUtf8(Index())).ConfigureAwait(false);
        else if (path.StartsWith("/openapi/v3/", StringComparison.Ordinal)) await AnswerDocumentAsync(context, path["/openapi/v3/".Length..]).ConfigureAwait(false);
        else return false;
        return true;
    }

    private static Task AnswerV2Async(HttpContext context) =>
        Accept.Wants(context.Request, "application/com.github.proto-openapi.spec.v2")
            ? Answer.CacheableAsync(context, V2Protobuf, OpenApiV2.Protobuf())
            : Answer.CacheableAsync(context, "application/json", Json.ToUtf8(OpenApiV2.Document()));

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var version in Versions())
        {
            var types = TypesOf(version);
            var tag = types.Any(t => t.IsCustom) ? Convert.ToHexString(SHA256.HashData(Document(version, types))) : BuildTag;
            paths[version] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{version}?hash={tag}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    private async Task AnswerDocumentAsync(HttpContext context, string version)
    {
        var types = TypesOf(version);
        if (types.Count == 0) throw ApiException.NoSuchPath();
        await Answer.CacheableAsync(context, "application/json", Document(version, types)).ConfigureAwait(false);
    }

    private byte[] Document(string version, IReadOnlyList<ResourceType> types) => types.Any(t => t.IsCustom)
        ? Json.ToUtf8(OpenApiV3.Document(types))
        : _builtIn.GetOrAdd(version, _ => Json.ToUtf8(OpenApiV3.Document(types)));

    private IEnumerable<string> Versions() => catalog.Current.Types.Select(PathOf).Distinct();

    private List<ResourceType> TypesOf(string version) => [.. catalog.Current.Types.Where(t => PathOf(t) == version)];

    private static string PathOf(ResourceType type) => type.Group.Length == 0 ? $"api/{type.Version}" : $"apis/{type.ApiVersion}";
}
