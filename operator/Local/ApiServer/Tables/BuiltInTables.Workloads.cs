using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

internal static partial class BuiltInTables
{
    public static TableLayout Deployments { get; } = Named(
        Text("Ready", o => $"{Status(o, "readyReplicas")}/{Spec(o, "replicas")}"),
        Text("Up-to-date", o => $"{Status(o, "updatedReplicas")}"),
        Text("Available", o => $"{Status(o, "availableReplicas")}"),
        TableLayout.AgeColumn,
        ContainerNames,
        ContainerImages,
        WorkloadSelector);

    public static TableLayout ReplicaSets { get; } = Named(
        Count("Desired", o => Spec(o, "replicas")),
        Count("Current", o => Status(o, "replicas")),
        Count("Ready", o => Status(o, "readyReplicas")),
        TableLayout.AgeColumn,
        ContainerNames,
        ContainerImages,
        WorkloadSelector);

    public static TableLayout StatefulSets { get; } = Named(
        Text("Ready", o => $"{Status(o, "readyReplicas")}/{Spec(o, "replicas")}"),
        TableLayout.AgeColumn,
        ContainerNames,
        ContainerImages);

    public static TableLayout DaemonSets { get; } = Named(
        Count("Desired", o => Status(o, "desiredNumberScheduled")),
        Count("Current", o => Status(o, "currentNumberScheduled")),
        Count("Ready", o => Status(o, "numberReady")),
        Count("Up-to-date", o => Status(o, "updatedNumberScheduled")),
        Count("Available", o => Status(o, "numberAvailable")),
        Text("Node Selector", o => Labels(Template(o)?.Object("nodeSelector"))),
        TableLayout.AgeColumn,
        ContainerNames,
        ContainerImages,
        WorkloadSelector);

    public static TableLayout Jobs { get; } = Named(
        Text("Status", JobStatus),
        Text("Completions", o => $"{Status(o, "succeeded")}/{o.At("spec", "completions").AsInteger() ?? 1}"),
        new TableColumn("Duration", (o, now) => JobDuration(o, now)),
        TableLayout.AgeColumn,
        ContainerNames,
        ContainerImages,
        WorkloadSelector);

    public static TableLayout CronJobs { get; } = Named(
        Text("Schedule", o => o.At("spec", "schedule").AsText()),
        Text("Timezone", o => o.At("spec", "timeZone").AsText() ?? None),
        Text("Suspend", o => o.At("spec", "suspend").AsBoolean() == true ? "True" : "False"),
        Count("Active", o => (o.At("status", "active") as JsonArray)?.Count ?? 0),
        new TableColumn("Last Schedule", (o, now) => o.At("status", "lastScheduleTime").AsText() is { } t ? HumanDuration.Since(t, now) : None),
        TableLayout.AgeColumn);

    public static TableLayout HorizontalPodAutoscalers { get; } = Named(
        Text("Reference", o => $"{o.At("spec", "scaleTargetRef", "kind").AsText()}/{o.At("spec", "scaleTargetRef", "name").AsText()}"),
        Text("Targets", o => o.At("spec", "metrics") is JsonArray { Count: > 0 } metrics ? $"<unknown> ({metrics.Count} metrics)" : None),
        Text("MinPods", o => Scalar(o.At("spec", "minReplicas")) ?? "<unset>"),
        Count("MaxPods", o => Spec(o, "maxReplicas")),
        Count("Replicas", o => Status(o, "currentReplicas")),
        TableLayout.AgeColumn);

    private static TableColumn ContainerNames => Wide("Containers", o => Join(o, "name"));

    private static TableColumn ContainerImages => Wide("Images", o => Join(o, "image"));

    private static TableColumn WorkloadSelector => Wide("Selector", o => Selector(o.At("spec", "selector") as JsonObject));

    private static long Status(JsonObject o, string field) => o.At("status", field).AsInteger() ?? 0;

    private static long Spec(JsonObject o, string field) => o.At("spec", field).AsInteger() ?? 0;

    private static JsonObject? Template(JsonObject o) => o.At("spec", "template", "spec") as JsonObject;

    private static string Join(JsonObject o, string field) => string.Join(
        ",", (Template(o)?["containers"] as JsonArray ?? []).OfType<JsonObject>().Select(c => c.Text(field)));

    private static string JobStatus(JsonObject job)
    {
        var conditions = (job.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>()
            .Where(c => c.Text("status") == "True").Select(c => c.Text("type")).ToHashSet();
        if (conditions.Contains("Complete")) return "Complete";
        if (conditions.Contains("Failed")) return "Failed";
        if (job.Metadata()["deletionTimestamp"] is not null) return "Terminating";
        if (conditions.Contains("Suspended")) return "Suspended";
        return conditions.Contains("FailureTarget") ? "FailureTarget" : conditions.Contains("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static string JobDuration(JsonObject job, DateTimeOffset now) =>
        job.At("status", "startTime").AsTime() is { } start
            ? HumanDuration.Of((job.At("status", "completionTime").AsTime() ?? now) - start)
            : "";
}
