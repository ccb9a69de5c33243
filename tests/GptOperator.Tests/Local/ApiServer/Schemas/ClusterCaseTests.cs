using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

/// <summary>
/// Sends the cases to the cluster that GPTOPERATOR_TEST_KUBECONFIG names: the golden answers are its answers.
/// With GPTOPERATOR_RECORD_CASES=1 they are written anew.
/// </summary>
public sealed class ClusterCaseTests
{
    private const string Group = "cases.example.com";
    private static readonly string? Kubeconfig = Environment.GetEnvironmentVariable("GPTOPERATOR_TEST_KUBECONFIG");

    public static TheoryData<string> Names => CaseFile.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Real_API_server_gives_the_golden_answers(string name)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Kubeconfig), "GPTOPERATOR_TEST_KUBECONFIG names no cluster");
        var file = CaseFile.Read(name);
        var plural = name.Replace("-", "", StringComparison.Ordinal) + "s";
        using var client = Connect();
        await DefineAsync(client, plural, (JsonObject)file["schema"]!);
        try
        {
            var steps = CaseFile.Steps(file);
            var outcomes = new List<JsonObject>();
            foreach (var step in steps)
                outcomes.Add(await SendAsync(client, plural, step));
            if (Environment.GetEnvironmentVariable("GPTOPERATOR_RECORD_CASES") == "1")
                CaseFile.Write(name, file, outcomes);
            else
                Assert.Equal(steps.Select(step => step.Expect?.ToJsonString()), outcomes.Select(outcome => outcome.ToJsonString()));
        }
        finally
        {
            await client.DeleteAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.{Group}");
        }
    }

    private static async Task<JsonObject> SendAsync(HttpClient client, string plural, CaseStep step)
    {
        var all = $"/apis/{Group}/v1/namespaces/default/{plural}";
        var one = $"{all}/case";
        var query = $"?fieldManager={step.Manager}{(step.Force ? "&force=true" : "")}";
        if (step.Do == "create")
            await client.DeleteAsync(one);
        var (method, url, type) = step.Do switch
        {
            "create" => (HttpMethod.Post, all, "application/json"),
            "update" => (HttpMethod.Put, one, "application/json"),
            "merge" => (HttpMethod.Patch, one, "application/merge-patch+json"),
            "json" => (HttpMethod.Patch, one, "application/json-patch+json"),
            _ => (HttpMethod.Patch, one, "application/apply-patch+yaml"),
        };
        var body = step.Do is "merge" or "json" ? step.Body : await WholeAsync(client, one, plural, step);
        using var request = new HttpRequestMessage(method, url + query) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type) };
        using var response = await client.SendAsync(request);
        var answer = (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        if (!response.IsSuccessStatusCode)
            return CaseOutcome.Refused(Faults(answer, plural));
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.Select(value => value[7..^1].Replace("\\\"", "\"", StringComparison.Ordinal)) : [];
        return CaseOutcome.Accepted(answer, warnings);
    }

    private static IEnumerable<string> Faults(JsonObject status, string plural)
    {
        if (status["reason"]?.GetValue<string>() == "Invalid" && status["details"]?["causes"] is JsonArray causes)
            return causes.Select(cause => $"{cause!["field"]}: {cause["message"]}");
        return [Generic(status["message"]!.GetValue<string>(), plural)];
    }

    // The local replay has one kind and no namespace.
    private static string Generic(string message, string plural) => message
        .Replace($"Kind={Kind(plural)}", "Kind=Case", StringComparison.Ordinal).Replace("(default/", "(/", StringComparison.Ordinal);

    private static async Task<JsonNode> WholeAsync(HttpClient client, string url, string plural, CaseStep step)
    {
        var obj = (JsonObject)step.Body.DeepClone();
        obj["apiVersion"] = $"{Group}/v1";
        obj["kind"] = Kind(plural);
        obj["metadata"] = new JsonObject { ["name"] = "case" };
        if (step.Do == "update")
            obj["metadata"] = JsonNode.Parse(await client.GetStringAsync(url))!["metadata"]!.DeepClone();
        return obj;
    }

    private static async Task DefineAsync(HttpClient client, string plural, JsonObject schema)
    {
        var definition = new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{plural}.{Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = Group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["plural"] = plural, ["kind"] = Kind(plural) },
                ["versions"] = new JsonArray(new JsonObject { ["name"] = "v1", ["served"] = true, ["storage"] = true, ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema.DeepClone() } }),
            },
        };
        using var content = new StringContent(definition.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var list = await client.GetAsync($"/apis/{Group}/v1/namespaces/default/{plural}");
            if (list.IsSuccessStatusCode)
                return;
            await Task.Delay(100);
        }
        Assert.Fail($"{plural} was never served");
    }

    private static string Kind(string plural) => char.ToUpperInvariant(plural[0]) + plural[1..^1];

    private static HttpClient Connect()
    {
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig);
        var kubernetes = new k8s.Kubernetes(config);
        kubernetes.HttpClient.BaseAddress = kubernetes.BaseUri;
        if (config.AccessToken is { Length: > 0 } token)
            kubernetes.HttpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return kubernetes.HttpClient;
    }
}
