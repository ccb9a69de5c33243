using System.Text.Json.Nodes;
using GptOperator.Benchmark.Cluster;

namespace GptOperator.Benchmark.Lifetimes;

/// <summary>A job and what the operator made for it, as they were at one moment.</summary>
internal sealed record JobSnapshot(JsonObject Job, IReadOnlyList<JsonObject> Pods, IReadOnlyList<JsonObject> ConfigMaps)
{
    private static readonly string[] ServerFields = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"];

    public static async Task<JobSnapshot> TakeAsync(ApiClient api, string name, CancellationToken cancellationToken) => new(
        await api.GetJsonAsync($"{Kinds.GptTrainingJobs}/{name}", cancellationToken),
        await ItemsAsync(api, Kinds.Pods, cancellationToken),
        await ItemsAsync(api, Kinds.ConfigMaps, cancellationToken));

    /// <summary>Writes the same under another name: what the operator would have brought it to.</summary>
    public async Task CloneAsync(ApiClient api, string name, CancellationToken cancellationToken)
    {
        var (formerName, formerUid) = ((string)Job["metadata"]!["name"]!, (string)Job["metadata"]!["uid"]!);
        var uid = formerUid;
        string Renamed(JsonObject entity) => Bare(entity).ToJsonString().Replace(formerName, name, StringComparison.Ordinal).Replace(formerUid, uid, StringComparison.Ordinal);
        string Status(JsonObject entity) => new JsonObject { ["status"] = entity["status"]!.DeepClone() }.ToJsonString();

        uid = JsonText.Field(await api.CreateAsync(Kinds.GptTrainingJobs, Renamed(Job), cancellationToken), "uid");
        await api.PatchAsync($"{Kinds.GptTrainingJobs}/{name}/status", Status(Job).Replace(formerName, name, StringComparison.Ordinal), cancellationToken);
        foreach (var map in ConfigMaps)
            await api.CreateAsync(Kinds.ConfigMaps, Renamed(map), cancellationToken);
        foreach (var pod in Pods)
        {
            await api.CreateAsync(Kinds.Pods, Renamed(pod), cancellationToken);
            var path = $"{Kinds.Pods}/{((string)pod["metadata"]!["name"]!).Replace(formerName, name, StringComparison.Ordinal)}/status";
            await api.PatchAsync(path, Status(pod), cancellationToken);
        }
    }

    private static JsonObject Bare(JsonObject entity)
    {
        var bare = entity.DeepClone().AsObject();
        bare.Remove("status");
        foreach (var field in ServerFields)
            bare["metadata"]!.AsObject().Remove(field);
        return bare;
    }

    private static async Task<List<JsonObject>> ItemsAsync(ApiClient api, string collection, CancellationToken cancellationToken)
    {
        var items = new List<JsonObject>();
        await foreach (var item in api.ListAsync(collection, cancellationToken))
            items.Add(item);
        return items;
    }
}
