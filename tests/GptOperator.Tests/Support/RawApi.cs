using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace GptOperator.Tests.Support;

/// <summary>Plain requests, for what a typed client hides.</summary>
internal static class RawApi
{
    public static async Task<(HttpStatusCode Code, JsonObject Body)> SendJsonAsync(
        this HttpClient http, HttpMethod method, string path, JsonNode? body = null, string mediaType = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        // A path that is not served at all is answered in plain text by a real server.
        var answer = response.Content.Headers.ContentType?.MediaType == "application/json" ? (JsonObject)JsonNode.Parse(text)! : new JsonObject { ["message"] = text };
        return (response.StatusCode, answer);
    }

    public static async Task<JsonObject> ExpectAsync(
        this HttpClient http, HttpStatusCode expected, HttpMethod method, string path, JsonNode? body = null, string mediaType = "application/json")
    {
        var (code, answer) = await http.SendJsonAsync(method, path, body, mediaType);
        Assert.True(code == expected, $"{method} {path} answered {(int)code}: {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>The events of a watch, until it ends or the test has what it wants.</summary>
    public static async IAsyncEnumerable<(string Type, JsonObject Object)> WatchAsync(this HttpClient http, string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "watch=true&timeoutSeconds=30");
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            var change = (JsonObject)JsonNode.Parse(line)!;
            yield return (change["type"]!.GetValue<string>(), (JsonObject)change["object"]!.DeepClone());
        }
    }

    public static string Name(this JsonObject obj) => obj["metadata"]!["name"]!.GetValue<string>();

    public static string Version(this JsonObject obj) => obj["metadata"]!["resourceVersion"]!.GetValue<string>();

    public static JsonObject ConfigMap(string name, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        var set = new JsonObject();
        foreach (var (key, value) in labels) set[key] = value;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = set },
            ["data"] = new JsonObject { ["a"] = "1" },
        };
    }
}
