using System.Net.Http.Headers;

namespace GptOperator.Kubernetes;

/// <summary>One call as data, so that each attempt can build its message afresh.</summary>
/// <param name="Verb">as RBAC and the metrics name it: get, list, watch, create, update, patch, apply, delete</param>
/// <param name="Method">HTTP method</param>
/// <param name="Path">path and query, relative to the server</param>
internal sealed record ApiRequest(string Verb, HttpMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public bool IsWrite => Verb is not ("get" or "list" or "watch");

    /// <summary>A repeated create may find its own first attempt; every other call ends in the same state when repeated.</summary>
    public bool IsIdempotent => Verb is not "create";

    public HttpContent? CreateContent()
    {
        if (Body is null)
        {
            return null;
        }

        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        return content;
    }

    /// <summary>For error messages: the query would only distract.</summary>
    public override string ToString()
    {
        var query = Path.IndexOf('?', StringComparison.Ordinal);
        return $"{Verb} /{(query < 0 ? Path : Path[..query])}";
    }
}
