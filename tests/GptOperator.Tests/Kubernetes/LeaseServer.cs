using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace GptOperator.Tests.Kubernetes;

/// <summary>The state of one lease, which several scripted servers may serve, each with faults of its own.</summary>
internal sealed class LeaseServer
{
    private readonly Lock gate = new();
    private int version;

    public JsonObject? Lease { get; private set; }

    public string? Holder => Lease?["spec"]?["holderIdentity"]?.GetValue<string>();

    /// <summary>Somebody else writes the lease.</summary>
    public void Edit(string path, JsonNode? value)
    {
        lock (gate)
        {
            Lease!["spec"]![path] = value;
            Stamp_NeedsLock(Lease);
        }
    }

    public void Delete() => Lease = null;

    public async Task AnswerAsync(HttpContext context, string body)
    {
        var (code, answer) = Answer(context.Request.Method, body);
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }

    private (int Code, string Body) Answer(string method, string body)
    {
        lock (gate)
        {
            var sent = method == "GET" ? null : JsonNode.Parse(body)!.AsObject();
            var fault = (method, Lease, sent) switch
            {
                ("POST", not null, _) => (409, "AlreadyExists"),
                ("GET" or "PUT", null, _) => (404, "NotFound"),
                ("PUT", _, _) when Version(sent!) != Version(Lease!) => (409, "Conflict"),
                _ => default,
            };
            if (fault.Item1 != 0)
            {
                return (fault.Item1, $$"""{"kind":"Status","reason":"{{fault.Item2}}","code":{{fault.Item1}}}""");
            }

            if (sent is not null)
            {
                Stamp_NeedsLock(sent);
                Lease = sent;
            }

            return (200, Lease!.ToJsonString());
        }
    }

    private static string? Version(JsonObject lease) => lease["metadata"]?["resourceVersion"]?.GetValue<string>();

    private void Stamp_NeedsLock(JsonObject lease) =>
        lease["metadata"]!["resourceVersion"] = (++version).ToString(CultureInfo.InvariantCulture);
}
