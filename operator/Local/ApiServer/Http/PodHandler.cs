using System.Globalization;
using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>The subresources of pods that are more than a part of the object: log, eviction, binding.</summary>
internal sealed class PodHandler(ObjectService objects, TimeProvider time, IPodLogSource? logs)
{
    public async Task LogAsync(HttpContext context, RequestInfo info, CancellationToken stopping)
    {
        var pod = objects.Find(info.Type, info.Namespace!, info.Name!).ToJson();
        var query = context.Request.Query;
        var container = Container(pod, query["container"].ToString());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var previous = query["previous"] == "true";
        var stream = logs is null ? null : await logs.OpenAsync(info.Namespace!, info.Name!, container, previous, Options(query), ended.Token).ConfigureAwait(false);
        if (stream is null) throw NoLog(pod, container, previous);
        await using (stream.ConfigureAwait(false))
        {
            context.Response.ContentType = "text/plain";
            await context.Response.StartAsync(ended.Token).ConfigureAwait(false);
            await CopyAsync(stream, context.Response.Body, ended.Token).ConfigureAwait(false);
        }
    }

    /// <summary>A deletion by another name. Disruption budgets are not counted here: nothing keeps their status.</summary>
    public async Task EvictAsync(HttpContext context, RequestInfo info)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        objects.Delete(info.Type, info.Namespace!, info.Name!, DeleteOptions.From(body.Object("deleteOptions"), _ => null));
        await Answer.JsonAsync(context, 201, Success()).ConfigureAwait(false);
    }

    public async Task BindAsync(HttpContext context, RequestInfo info)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var node = body.At("target", "name").AsText() ?? throw ApiException.BadRequest("target.name: Required value: name the node");
        objects.Bind(info.Type, info.Namespace!, info.Name!, node);
        await Answer.JsonAsync(context, 201, Success()).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            // Flushed piece by piece: who follows a log wants each line when it is written.
            while (await from.ReadAsync(buffer, ct).ConfigureAwait(false) is var count and > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), ct).ConfigureAwait(false);
                await to.FlushAsync(ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
    }

    private PodLogOptions Options(IQueryCollection query) => new()
    {
        Follow = query["follow"] == "true",
        Timestamps = query["timestamps"] == "true",
        TailLines = Number(query, "tailLines"),
        LimitBytes = Number(query, "limitBytes"),
        Since = Number(query, "sinceSeconds") is { } seconds
            ? time.GetUtcNow().AddSeconds(-seconds)
            : JsonValue.Create(query["sinceTime"].ToString()).AsTime(),
    };

    private static long? Number(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.BadRequest($"{name}: Invalid value: \"{text}\": must be a non-negative integer");
    }

    private static string Container(JsonObject pod, string asked)
    {
        var name = pod.Metadata().Text("name");
        var names = Containers(pod).Select(c => c.Text("name") ?? "").ToList();
        var all = names.Concat((pod.At("spec", "initContainers") as JsonArray ?? []).OfType<JsonObject>().Select(c => c.Text("name") ?? "")).ToList();
        if (asked.Length == 0 && all.Count == 1) return names[0];
        if (asked.Length == 0)
            throw ApiException.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', names)}]");
        return all.Contains(asked) ? asked : throw ApiException.BadRequest($"container {asked} is not valid for pod {name}");
    }

    private static ApiException NoLog(JsonObject pod, string container, bool previous)
    {
        var name = pod.Metadata().Text("name");
        if (previous) return ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{name}\" not found");
        var statuses = (pod.At("status", "containerStatuses") as JsonArray ?? []).OfType<JsonObject>();
        var reason = statuses.FirstOrDefault(s => s.Text("name") == container).At("state", "waiting", "reason").AsText() ?? "ContainerCreating";
        return ApiException.BadRequest($"container \"{container}\" in pod \"{name}\" is waiting to start: {reason}");
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => (pod.At("spec", "containers") as JsonArray ?? []).OfType<JsonObject>();

    private static JsonObject Success() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["code"] = 201,
    };
}
