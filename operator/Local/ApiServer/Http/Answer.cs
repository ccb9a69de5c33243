using System.IO.Compression;
using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    // As the real server: smaller bodies are not worth compressing.
    private const int WorthCompressing = 128 * 1024;

    public static Task JsonAsync(HttpContext context, int code, JsonNode body) =>
        BytesAsync(context, code, "application/json", Json.ToUtf8(body));

    public static async Task BytesAsync(HttpContext context, int code, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, private";
        if (body.Length < WorthCompressing || !context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Vary = "Accept-Encoding";
        var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await gzip.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Answers a document that changes seldom, or 304 when the client has it.</summary>
    public static Task CacheableAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        var tag = $"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body.Span))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Vary = "Accept";
        if (!context.Request.Headers.IfNoneMatch.Contains(tag)) return BytesAsync(context, 200, contentType, body);
        context.Response.StatusCode = 304;
        return Task.CompletedTask;
    }

    public static void Warn(HttpContext context, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            context.Response.Headers.Append("Warning", $"299 - \"{warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
    }
}
