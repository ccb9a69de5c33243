using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

/// <summary>Cells of a pod, reasoned out of its containers' states as the real server does.</summary>
internal static class PodRow
{
    public static string Ready(JsonObject pod)
    {
        var total = (pod.At("spec", "containers") as JsonArray)?.Count ?? 0;
        return $"{Containers(pod).Count(c => c["ready"].AsBoolean() == true && c.At("state", "running") is not null)}/{total}";
    }

    public static string Status(JsonObject pod)
    {
        var phase = pod.At("status", "phase").AsText() ?? "";
        var reason = pod.At("status", "reason").AsText() ?? phase;
        if (InitializingReason(pod) is { } initializing) reason = initializing;
        else reason = ContainerReason(pod, reason);
        if (pod.Metadata()["deletionTimestamp"] is null) return reason;
        if (pod.At("status", "reason").AsText() == "NodeLost") return "Unknown";
        return phase is "Succeeded" or "Failed" ? reason : "Terminating";
    }

    public static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        var count = Containers(pod).Sum(c => c["restartCount"].AsInteger() ?? 0);
        var last = Containers(pod).Select(c => c.At("lastState", "terminated", "finishedAt").AsTime()).Max();
        return count > 0 && last is { } time ? $"{count} ({HumanDuration.Of(now - time)} ago)" : $"{count}";
    }

    public static string ReadinessGates(JsonObject pod)
    {
        if (pod.At("spec", "readinessGates") is not JsonArray { Count: > 0 } gates) return "<none>";
        var met = (pod.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>()
            .Where(c => c.Text("status") == "True").Select(c => c.Text("type")).ToHashSet();
        return $"{gates.OfType<JsonObject>().Count(g => met.Contains(g.Text("conditionType")))}/{gates.Count}";
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        (pod.At("status", "containerStatuses") as JsonArray ?? []).OfType<JsonObject>();

    private static string? InitializingReason(JsonObject pod)
    {
        var inits = (pod.At("status", "initContainerStatuses") as JsonArray ?? []).OfType<JsonObject>().ToList();
        for (var i = 0; i < inits.Count; i++)
        {
            if (inits[i].At("state", "terminated") is JsonObject ended)
            {
                if (ended["exitCode"].AsInteger() == 0) continue;
                return "Init:" + Ended(ended);
            }

            if (inits[i]["started"].AsBoolean() == true && inits[i]["ready"].AsBoolean() == true) continue;
            return inits[i].At("state", "waiting", "reason").AsText() is { Length: > 0 } waiting and not "PodInitializing"
                ? "Init:" + waiting
                : $"Init:{i}/{inits.Count}";
        }

        return null;
    }

    private static string ContainerReason(JsonObject pod, string reason)
    {
        var running = false;
        foreach (var container in Containers(pod).Reverse())
        {
            if (container.At("state", "waiting", "reason").AsText() is { Length: > 0 } waiting) reason = waiting;
            else if (container.At("state", "terminated") is JsonObject ended) reason = Ended(ended);
            else if (container["ready"].AsBoolean() == true && container.At("state", "running") is not null) running = true;
        }

        if (reason != "Completed" || !running) return reason;
        return HasCondition(pod, "Ready") ? "Running" : "NotReady";
    }

    private static string Ended(JsonObject ended)
    {
        if (ended.Text("reason") is { Length: > 0 } reason) return reason;
        return ended["signal"].AsInteger() is { } signal and > 0 ? $"Signal:{signal}" : $"ExitCode:{ended["exitCode"]}";
    }

    private static bool HasCondition(JsonObject pod, string type) => (pod.At("status", "conditions") as JsonArray ?? [])
        .OfType<JsonObject>().Any(c => c.Text("type") == type && c.Text("status") == "True");
}
