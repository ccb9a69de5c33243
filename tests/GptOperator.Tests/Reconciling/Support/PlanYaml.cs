using System.Text.Json;
using System.Text.Json.Nodes;
using GptOperator.Crds.Serialization;
using GptOperator.Reconciling;

namespace GptOperator.Tests.Reconciling.Support;

/// <summary>A plan as a case states it: writes and events as lines, the status in full.</summary>
internal static class PlanYaml
{
    public static JsonObject Write(JobPlan plan)
    {
        var yaml = new JsonObject
        {
            ["writes"] = new JsonArray([.. plan.Writes.Select(write => JsonValue.Create(Line(write)))]),
            ["events"] = new JsonArray([.. plan.Events.Select(planned => JsonValue.Create(Line(planned)))]),
        };
        if (plan.RequeueAfter is { } wait)
            yaml["requeueAfterSeconds"] = wait.TotalSeconds;
        if (plan.Released)
            yaml["released"] = true;
        if (plan.Status is { } status)
            yaml["status"] = JsonSerializer.SerializeToNode(status, ContractJson.Options);
        return yaml;
    }

    public static string Line(PlannedWrite write) => write switch
    {
        WriteStatus => "status",
        ConfirmRevision => "confirm revision",
        CreateConfigMap create => $"create config map {create.ConfigMap.Metadata.Name}",
        CreatePod create => $"create pod {create.Pod.Metadata.Name}",
        CreatePodGroup create => $"create {create.Group.Api} PodGroup {create.Group.Metadata.Name} of {create.Group.Members}",
        DeletePodGroup delete => $"delete {delete.Api} PodGroup {delete.Name} {delete.Uid}",
        DeleteJob delete => $"delete job {delete.Uid}",
        DeletePod delete => $"delete pod {delete.Name} {delete.Uid}",
        DeleteConfigMap delete => $"delete config map {delete.Name} {delete.Uid}",
        _ => throw new ArgumentException(write.GetType().Name, nameof(write)),
    };

    private static string Line(PlannedEvent planned) => $"{(planned.Warning ? "Warning" : "Normal")} {planned.Reason}: {planned.Message}";
}
