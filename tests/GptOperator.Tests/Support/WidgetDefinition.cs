using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace GptOperator.Tests.Support;

/// <summary>A custom resource definition under a group of its own, so that tests on a shared cluster do not meet.</summary>
internal sealed class WidgetDefinition : IAsyncDisposable
{
    private readonly HttpClient _http;

    private WidgetDefinition(HttpClient http, string group)
    {
        _http = http;
        Group = group;
    }

    public string Group { get; }

    public string Name => $"widgets.{Group}";

    public string ApiVersion => $"{Group}/v1";

    public static async Task<WidgetDefinition> CreateAsync(HttpClient http)
    {
        var definition = new WidgetDefinition(http, $"g{RandomNumberGenerator.GetHexString(8, lowercase: true)}.example.com");
        await http.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition.Body());
        await definition.WaitUntilServedAsync();
        return definition;
    }

    public string Path(string ns) => $"/apis/{ApiVersion}/namespaces/{ns}/widgets";

    public JsonObject Widget(string name, JsonObject spec) => new()
    {
        ["apiVersion"] = ApiVersion,
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = spec,
    };

    public async ValueTask DisposeAsync() =>
        await _http.SendJsonAsync(HttpMethod.Delete, $"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{Name}");

    // A real server serves a new resource some time after it is established.
    private async Task WaitUntilServedAsync()
    {
        while ((await _http.SendJsonAsync(HttpMethod.Get, Path("default"))).Code != HttpStatusCode.OK) await Task.Delay(50);
    }

    private JsonObject Body() => (JsonObject)JsonNode.Parse(
        """
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.GROUP"},
         "spec": {"group": "GROUP", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"},
          "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
           "additionalPrinterColumns": [
             {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
             {"name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status", "priority": 1},
             {"name": "Since", "type": "date", "jsonPath": ".status.since"}],
           "schema": {"openAPIV3Schema": {"type": "object", "properties": {
             "spec": {"type": "object", "required": ["size"], "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 10}, "color": {"type": "string", "default": "red", "enum": ["red", "blue"]}},
               "x-kubernetes-validations": [{"rule": "self.color != 'blue' || self.size > 1", "message": "a blue widget is larger than 1"}]},
             "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}}]}}
        """.Replace("GROUP", Group, StringComparison.Ordinal))!;
}
