using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Local.ApiServer.Protobuf;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Request bodies in JSON, YAML or Kubernetes' protobuf envelope, all into JSON trees.</summary>
internal static class RequestBody
{
    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <exception cref="ApiException">Unreadable, or of an unknown media type.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken ct)
    {
        var bytes = await ReadBytesAsync(request, ct).ConfigureAwait(false);
        if (bytes.Length == 0) throw ApiException.BadRequest("the request has no body; send the object as JSON");
        return Decode(MediaType(request), bytes);
    }

    /// <returns>null when there is no body.</returns>
    public static async Task<JsonObject?> ReadOptionalObjectAsync(HttpRequest request, CancellationToken ct)
    {
        var bytes = await ReadBytesAsync(request, ct).ConfigureAwait(false);
        return bytes.Length == 0 ? null : Decode(MediaType(request), bytes);
    }

    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var gzip = request.Headers.ContentEncoding.Contains("gzip");
        var body = gzip ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        await body.CopyToAsync(buffer, ct).ConfigureAwait(false);
        return buffer.ToArray();
    }

    public static string? MediaType(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();

    public static JsonNode? ParseJson(byte[] bytes)
    {
        try
        {
            return Json.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"the body is not valid JSON: {e.Message}");
        }
    }

    public static JsonObject ParseYaml(byte[] bytes)
    {
        try
        {
            return YamlJson.ParseAll(Encoding.UTF8.GetString(bytes)) is [JsonObject obj]
                ? obj
                : throw ApiException.BadRequest("the body is YAML, but not one object");
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest($"error decoding YAML: {e.Message}");
        }
    }

    private static JsonObject Decode(string? mediaType, byte[] bytes) => mediaType switch
    {
        null or "" or "application/json" or "*/*" => ParseJson(bytes) as JsonObject ?? throw ApiException.BadRequest("the body is JSON, but not an object"),
        "application/yaml" => ParseYaml(bytes),
        Protobuf => KubernetesProtobuf.Decode(bytes) ?? throw ApiException.UnsupportedMediaType(mediaType),
        _ => throw ApiException.UnsupportedMediaType(mediaType),
    };
}
