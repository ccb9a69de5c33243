using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GptOperator.Crds;
using GptOperator.Faults.Simulation;
using GptOperator.Local.ApiServer;

namespace GptOperator.Faults.Oracles;

/// <summary>All that is in the cluster at the end of a run, without what no two runs share: identities, revisions and times.</summary>
internal static partial class FinalState
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string ApiVersion, string Plural)[] Kinds =
    [
        (GptTrainingJob.GroupVersion, GptTrainingJob.PluralName),
        ("v1", "pods"),
        ("v1", "configmaps"),
        ("v1", "services"),
    ];

    public static string Of(SimulatedCluster cluster)
    {
        var state = new JsonObject();
        foreach (var (apiVersion, plural) in Kinds)
        {
            foreach (var obj in cluster.List(apiVersion, plural))
                state[$"{plural}/{obj.Metadata().Text("name")}"] = Normalised(obj);
        }
        return TimeOfDay().Replace(state.ToJsonString(Indented), "(time) UTC");
    }

    /// <summary>
    /// The job's end, its count of restarts and attempts, and its pods. An operator that sees late may say less of why something ended,
    /// and may have taken up an edit one attempt later; it may not count, create or delete otherwise.
    /// </summary>
    public static string OutcomeOf(SimulatedCluster cluster)
    {
        var lines = new List<string>();
        foreach (var job in cluster.List(GptTrainingJob.GroupVersion, GptTrainingJob.PluralName))
        {
            lines.Add($"job {job.At("status", "phase").AsText()}, {job.At("status", "restarts").AsInteger()} restarts");
            lines.AddRange((job.At("status", "stages") as JsonArray ?? []).OfType<JsonObject>().Select(stage => $"stage {stage.Text("name")} {stage.Text("phase")}, attempt {stage["attempt"].AsInteger()}"));
        }
        lines.AddRange(cluster.List("v1", "pods").Select(pod => $"pod {pod.Metadata().Text("name")} {pod.At("status", "phase").AsText()}"));
        return string.Join('\n', lines);
    }

    /// <summary>For messages: the outcome so far, and what the job says of itself.</summary>
    public static string StoryOf(World world) =>
        $"{OutcomeOf(world.Cluster)}\n{string.Join('\n', (world.Job?.Status?.Conditions ?? []).Select(condition => $"{condition.Type} {condition.Status}, {condition.Reason}: {condition.Message}"))}";

    private static JsonObject Normalised(JsonObject obj)
    {
        var copy = obj.Copy();
        foreach (var name in new[] { "uid", "resourceVersion", "managedFields", "creationTimestamp", "namespace" })
            copy.Metadata().Remove(name);
        RemoveRunsOwn(copy);
        return copy;
    }

    private static void RemoveRunsOwn(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                RemoveRunsOwn(item);
        }
        if (node is not JsonObject fields)
            return;
        foreach (var name in fields.Select(field => field.Key).Where(IsRunsOwn).ToList())
            fields.Remove(name);
        // The job inside a config map, as text.
        if (fields["job.json"] is JsonValue text && text.TryGetValue<string>(out var json))
        {
            var inner = JsonNode.Parse(json)!;
            RemoveRunsOwn(inner);
            fields["job.json"] = inner.ToJsonString();
        }
        foreach (var (_, value) in fields)
            RemoveRunsOwn(value);
    }

    /// <summary>As messages have it.</summary>
    [GeneratedRegex(@"\d\d:\d\d:\d\d UTC")]
    private static partial Regex TimeOfDay();

    private static bool IsRunsOwn(string field) =>
        field is "uid" or "namespace" or "notBefore" or "updatedAt" or "finishedAt" or "startedAt" or "controller-uid"
        || field.EndsWith("Time", StringComparison.Ordinal) || field.EndsWith("Timestamp", StringComparison.Ordinal);
}
