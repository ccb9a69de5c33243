using Microsoft.AspNetCore.Http;

namespace GptOperator.Tests.Kubernetes;

/// <summary>Answers for a <see cref="ScriptedServer"/>.</summary>
internal static class Answers
{
    public static Task Hang(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    public static Func<HttpContext, Task> Json(string body, int code = 200, string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Status(int code, string reason, string message, string? retryAfter = null) => Json(
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","message":"{{message}}","code":{{code}}}""",
        code,
        retryAfter);

    /// <summary>Sends the pieces one flush at a time and then closes in order.</summary>
    public static Func<HttpContext, Task> Stream(params string[] pieces) => context => WriteAsync(context, pieces);

    public static Func<HttpContext, Task> StreamThenHang(params string[] pieces) => async context =>
    {
        await WriteAsync(context, pieces);
        await Hang(context);
    };

    /// <summary>Drops the connection on the signal, for what is on its way is lost with it.</summary>
    public static Func<HttpContext, Task> StreamThenDrop(Task signal, params string[] pieces) => async context =>
    {
        await WriteAsync(context, pieces);
        await signal;
        context.Abort();
    };

    public static string List(string version, params string[] items) => Page(version, null, items);

    public static string Page(string version, string? next, params string[] items) =>
        $$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}"{{(next is null ? "" : $",\"continue\":\"{next}\"")}}},"items":[{{string.Join(',', items)}}]}""";

    public static string ConfigMap(string name, string version, string value = "") =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"default","uid":"uid-{{{name}}}","resourceVersion":"{{{version}}}","managedFields":[{"manager":"kubectl"}]},"data":{"value":"{{{value}}}"}}""";

    public static string Event(string type, string entity) => $$$"""{"type":"{{{type}}}","object":{{{entity}}}}""" + "\n";

    private static async Task WriteAsync(HttpContext context, string[] pieces)
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        foreach (var piece in pieces)
        {
            await context.Response.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
        }
    }
}
