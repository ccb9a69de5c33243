using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Patching;
using GptOperator.Local.ApiServer.Resources;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>POST, PUT, PATCH and DELETE of objects and collections.</summary>
internal sealed class WriteHandler(ObjectService objects, ListHandler lists, TimeProvider time)
{
    public async Task CreateAsync(HttpContext context, RequestInfo info)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var ns = info.Namespace ?? body.Metadata().Text("namespace") ?? "";
        await AnswerAsync(context, info.Type, objects.Create(info.Type, ns, body, Options(context, info))).ConfigureAwait(false);
    }

    public async Task UpdateAsync(HttpContext context, RequestInfo info)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var options = Options(context, info);
        await AnswerAsync(context, info.Type, objects.Update(info.Type, info.Namespace ?? "", info.Name!, body, options)).ConfigureAwait(false);
    }

    public async Task PatchAsync(HttpContext context, RequestInfo info)
    {
        var bytes = await RequestBody.ReadBytesAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var options = Options(context, info);
        var mediaType = RequestBody.MediaType(context.Request);
        var result = mediaType switch
        {
            "application/apply-patch+yaml" => Apply(info, RequestBody.ParseYaml(bytes), options),
            "application/json-patch+json" => Change(info, options, o => JsonPatch.Apply(o, Array(RequestBody.ParseJson(bytes)))),
            "application/merge-patch+json" => Change(info, options, o => MergePatch.Apply(o, Object(RequestBody.ParseJson(bytes)))),
            "application/strategic-merge-patch+json" when !info.Type.IsCustom =>
                Change(info, options, o => StrategicMergePatch.Apply(o, Object(RequestBody.ParseJson(bytes)), info.Type.Schema.Value)),
            _ => throw UnsupportedPatch(info.Type),
        };
        await AnswerAsync(context, info.Type, result).ConfigureAwait(false);
    }

    public async Task DeleteAsync(HttpContext context, RequestInfo info)
    {
        var options = await DeleteOptionsAsync(context).ConfigureAwait(false);
        var (obj, gone) = objects.Delete(info.Type, info.Namespace ?? "", info.Name!, options);
        // As the real server: what still lingers is shown, what is gone is reported, except pods, which are always shown.
        var answer = gone && info.Type.StorageKey != "/pods" ? Success(info.Type, obj) : obj;
        await Answer.JsonAsync(context, 200, answer).ConfigureAwait(false);
    }

    public async Task DeleteCollectionAsync(HttpContext context, RequestInfo info)
    {
        var options = await DeleteOptionsAsync(context).ConfigureAwait(false);
        var items = new JsonArray();
        foreach (var stored in lists.Select(info, ListQuery.Parse(context.Request, info)))
        {
            try
            {
                items.Add((JsonNode)objects.Delete(info.Type, stored.Namespace, stored.Name, options with { Uid = stored.Uid }).Object);
            }
            catch (ApiException e) when (e.Code is 404 or 409)
            {
                // Went, or was replaced, while the others were deleted: not one of the selected any more.
            }
        }

        await Answer.JsonAsync(context, 200, new JsonObject
        {
            ["kind"] = info.Type.ListKind,
            ["apiVersion"] = info.Type.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = Json.Revision(objects.Store.Revision) },
            ["items"] = items,
        }).ConfigureAwait(false);
    }

    private WriteResult Apply(RequestInfo info, JsonObject applied, WriteOptions options)
    {
        if (options.FieldManager == "")
            throw ApiException.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        var ns = info.Namespace ?? "";
        applied.Default("apiVersion", info.Type.ApiVersion);
        applied.Metadata().Default("name", info.Name);
        if (info.Type.Namespaced) applied.Metadata().Default("namespace", ns);
        // Unknown fields are the client's fault before they can become anyone's property.
        Admission.Decode(info.Type, applied, options);
        while (true)
        {
            try
            {
                return objects.Change(info.Type, ns, info.Name!, options, live => Merge(info.Type, live, applied.Copy(), options), applied: true);
            }
            catch (ApiException e) when (e.Code == 404 && info.Subresource is null && objects.Store.Find(info.Type.StorageKey, ns, info.Name!) is null)
            {
                if (CreateByApply(info, ns, applied, options) is { } created) return created;
            }
        }
    }

    private WriteResult? CreateByApply(RequestInfo info, string ns, JsonObject applied, WriteOptions options)
    {
        if (applied.Metadata().Text("uid") is { Length: > 0 } uid)
            throw ApiException.Conflict(info.Type, info.Name!, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        try
        {
            return objects.Create(info.Type, ns, Merge(info.Type, null, applied.Copy(), options), options, applied: true);
        }
        catch (ApiException e) when (e.Reason == "AlreadyExists")
        {
            return null;
        }
    }

    private JsonObject Merge(ResourceType type, JsonObject? live, JsonObject applied, WriteOptions options)
    {
        try
        {
            return ServerSideApply.Apply(
                live, applied, type.Schema.Value, new FieldManager(options.FieldManager, type.ApiVersion, options.Subresource, time.GetUtcNow()), options.Force);
        }
        catch (ApplyConflictException e)
        {
            throw ApplyErrors.Conflict(e);
        }
    }

    private WriteResult Change(RequestInfo info, WriteOptions options, Func<JsonObject, JsonObject> next) =>
        objects.Change(info.Type, info.Namespace ?? "", info.Name!, options, next, applied: false);

    private static async Task<DeleteOptions> DeleteOptionsAsync(HttpContext context)
    {
        var body = await RequestBody.ReadOptionalObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        return DeleteOptions.From(body, name => context.Request.Query[name] is [{ } value, ..] ? value : null);
    }

    private Task AnswerAsync(HttpContext context, ResourceType type, WriteResult result)
    {
        Answer.Warn(context, result.Warnings);
        return Answer.JsonAsync(context, result.Created ? 201 : 200, Forms.Of(context, type, result.Object, time.GetUtcNow()));
    }

    private static WriteOptions Options(HttpContext context, RequestInfo info)
    {
        var query = context.Request.Query;
        var validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Strict" or "Warn" or "Ignore"))
            throw ApiException.BadRequest($"fieldValidation: Unsupported value: \"{validation}\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        var dryRun = query["dryRun"].ToString();
        if (dryRun is not ("" or "All")) throw ApiException.BadRequest($"dryRun: Unsupported value: \"{dryRun}\": supported values: \"All\"");
        var apply = RequestBody.MediaType(context.Request) == "application/apply-patch+yaml";
        var manager = query["fieldManager"].ToString();
        return new WriteOptions
        {
            FieldManager = manager.Length > 0 || apply ? manager : context.Request.Headers.UserAgent.ToString().Split('/')[0] is { Length: > 0 } agent ? agent : "unknown",
            DryRun = dryRun == "All",
            FieldValidation = validation.Length > 0 ? validation : "Warn",
            Force = query["force"] == "true",
            Subresource = info.Subresource?.Name,
        };
    }

    private static JsonObject Success(ResourceType type, JsonObject obj)
    {
        var details = ApiException.DetailsOf(type, obj.Metadata().Text("name") ?? "");
        details["uid"] = obj.Metadata().Text("uid");
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }

    private static ApiException UnsupportedPatch(ResourceType type)
    {
        var types = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
        if (!type.IsCustom) types = "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml";
        return new ApiException(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {types}");
    }

    private static JsonArray Array(JsonNode? node) => node as JsonArray ?? throw ApiException.BadRequest("a JSON patch is a JSON array of operations");

    private static JsonObject Object(JsonNode? node) => node as JsonObject ?? throw ApiException.BadRequest("a merge patch is a JSON object");
}
