using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GptOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace GptOperator.Local.Cluster;

/// <summary>Server-side apply of an object just as its user wrote it, so that no default is claimed for the user.</summary>
internal sealed class RawApply(KubernetesConnection connection)
{
    /// <exception cref="KubernetesApiException">The server refused, with its own words.</exception>
    public async Task ApplyAsync(string collection, JsonObject entity, CancellationToken cancellationToken)
    {
        var name = entity["metadata"]!["name"]!.GetValue<string>();
        using var body = new StringContent(entity.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/apply-patch+yaml"));
        using var response = await connection.SendAsync(
            HttpMethod.Patch, $"{collection}/{name}?fieldManager=gpt-operator-local&force=true&fieldValidation=Strict", body, cancellationToken);
        if (response.IsSuccessStatusCode)
            return;
        var status = KubernetesJson.Deserialize<V1Status>(await response.Content.ReadAsStringAsync(cancellationToken));
        throw KubernetesApiException.FromStatus($"apply {name}", response.StatusCode, status);
    }
}
