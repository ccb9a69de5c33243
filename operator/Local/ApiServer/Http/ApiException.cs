using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>A request that ends in a <c>Status</c> object, worded as the real server words it.</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public JsonObject? Details { get; } = details;

    /// <summary>The token that a client may continue an expired list with, if any.</summary>
    public string? Continue { get; init; }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.QualifiedName} \"{name}\" not found", DetailsOf(type, name));

    public static ApiException NoSuchPath() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.QualifiedName} \"{name}\" already exists", DetailsOf(type, name));

    public static ApiException Conflict(ResourceType type, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.QualifiedName} \"{name}\": {why}", DetailsOf(type, name));

    /// <summary>A conflict that names the kind in place of the resource, as the real server does when it deletes.</summary>
    public static ApiException DeletionConflict(ResourceType type, string name, string why)
    {
        var details = DetailsOf(type, name);
        details["kind"] = type.Kind;
        return new ApiException(409, "Conflict", $"Operation cannot be fulfilled on {type.QualifiedKind} \"{name}\": {why}", details);
    }

    public static ApiException Modified(ResourceType type, string name) =>
        Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceType type, string name, string why, params ReadOnlySpan<FieldError> causes) =>
        new(403, "Forbidden", $"{type.QualifiedName} \"{name}\" is forbidden: {why}", DetailsOf(type, name, causes));

    public static ApiException Gone(string message) => new(410, "Expired", message);

    public static ApiException UnsupportedMediaType(string? got) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({got ?? "none named"}) - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");

    /// <summary>A 422 that lists every fault; the causes carry field and message apart.</summary>
    public static ApiException Invalid(ResourceType type, string name, params ReadOnlySpan<FieldError> causes)
    {
        var faults = new List<string>();
        foreach (var cause in causes) faults.Add($"{cause.Field}: {cause.Message}");
        var text = faults.Count == 1 ? faults[0] : $"[{string.Join(", ", faults)}]";
        var details = DetailsOf(type, name, causes);
        details["kind"] = type.Kind;
        return new ApiException(422, "Invalid", $"{type.QualifiedKind} \"{name}\" is invalid: {text}", details);
    }

    public static ApiException RevisionTooLarge(long asked, long current) => new(
        504,
        "Timeout",
        $"Too large resource version: {asked}, current: {current}",
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    /// <summary>The body: a <c>Status</c> of status Failure.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Continue is null ? [] : new JsonObject { ["continue"] = Continue },
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        if (Details is not null) status["details"] = Details.DeepClone();
        status["code"] = Code;
        return status;
    }

    public static JsonObject DetailsOf(ResourceType type, string name, params ReadOnlySpan<FieldError> causes)
    {
        var details = new JsonObject();
        if (name.Length > 0) details["name"] = name;
        if (type.Group.Length > 0) details["group"] = type.Group;
        details["kind"] = type.Plural;
        if (causes.Length == 0) return details;
        var list = new JsonArray();
        foreach (var cause in causes)
            list.Add((JsonNode)new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field });
        details["causes"] = list;
        return details;
    }
}
