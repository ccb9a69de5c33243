using System.Text.Json.Nodes;

namespace GptOperator.Local.ApiServer.Tables;

internal static partial class BuiltInTables
{
    public static TableLayout Pods { get; } = Named(
        Text("Ready", PodRow.Ready),
        Text("Status", PodRow.Status),
        new TableColumn("Restarts", (o, now) => PodRow.Restarts(o, now)),
        TableLayout.AgeColumn,
        Wide("IP", o => o.At("status", "podIP").AsText() ?? None),
        Wide("Node", o => o.At("spec", "nodeName").AsText() ?? None),
        Wide("Nominated Node", o => o.At("status", "nominatedNodeName").AsText() ?? None),
        Wide("Readiness Gates", PodRow.ReadinessGates));

    public static TableLayout Nodes { get; } = Named(
        Text("Status", NodeStatus),
        Text("Roles", NodeRoles),
        TableLayout.AgeColumn,
        Text("Version", o => o.At("status", "nodeInfo", "kubeletVersion").AsText()),
        Wide("Internal-IP", o => NodeAddress(o, "InternalIP")),
        Wide("External-IP", o => NodeAddress(o, "ExternalIP")),
        Wide("OS-Image", o => o.At("status", "nodeInfo", "osImage").AsText() ?? HumanDuration.Unknown),
        Wide("Kernel-Version", o => o.At("status", "nodeInfo", "kernelVersion").AsText() ?? HumanDuration.Unknown),
        Wide("Container-Runtime", o => o.At("status", "nodeInfo", "containerRuntimeVersion").AsText() ?? HumanDuration.Unknown));

    public static TableLayout Events { get; } = new(
    [
        new TableColumn("Last Seen", (o, now) => EventRow.LastSeen(o, now)),
        Text("Type", o => o.Text("type")),
        Text("Reason", o => o.Text("reason")),
        Text("Object", EventRow.Object),
        Wide("Subobject", o => (o["involvedObject"] ?? o["regarding"]).AsObjectText("fieldPath")),
        Wide("Source", EventRow.Source),
        Text("Message", o => (o.Text("message") ?? o.Text("note"))?.Trim()),
        new TableColumn("First Seen", (o, now) => EventRow.FirstSeen(o, now)) { Priority = 1 },
        new TableColumn("Count", (o, _) => EventRow.Count(o)) { Type = "integer", Priority = 1 },
        TableLayout.NameColumn with { Priority = 1 },
    ]);

    public static TableLayout Services { get; } = Named(
        Text("Type", o => o.At("spec", "type").AsText()),
        Text("Cluster-IP", o => o.At("spec", "clusterIP").AsText() ?? None),
        Text("External-IP", o => o.At("spec", "externalName").AsText() ?? Joined(o.At("spec", "externalIPs")) ?? None),
        Text("Port(s)", ServicePorts),
        TableLayout.AgeColumn,
        Wide("Selector", o => Labels(o.At("spec", "selector") as JsonObject)));

    public static TableLayout Endpoints { get; } = Named(
        Text("Endpoints", EndpointAddresses),
        TableLayout.AgeColumn);

    public static TableLayout Ingresses { get; } = Named(
        Text("Class", o => o.At("spec", "ingressClassName").AsText() ?? None),
        Text("Hosts", o => Joined((o.At("spec", "rules") as JsonArray)?.OfType<JsonObject>().Select(r => r.Text("host") ?? "*")) ?? "*"),
        Text("Address", o => Joined((o.At("status", "loadBalancer", "ingress") as JsonArray)?.OfType<JsonObject>().Select(i => i.Text("ip") ?? i.Text("hostname"))) ?? ""),
        Text("Ports", o => o.At("spec", "tls") is JsonArray { Count: > 0 } ? "80, 443" : "80"),
        TableLayout.AgeColumn);

    private static string NodeStatus(JsonObject node)
    {
        var ready = (node.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == "Ready");
        var status = ready is null ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return node.At("spec", "unschedulable").AsBoolean() == true ? $"{status},SchedulingDisabled" : status;
    }

    private static string NodeRoles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        var roles = (node.Metadata().Object("labels") ?? []).Where(l => l.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(l => l.Key[Prefix.Length..]);
        return Joined(roles.Order(StringComparer.Ordinal)) ?? None;
    }

    private static string NodeAddress(JsonObject node, string type) =>
        (node.At("status", "addresses") as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(a => a.Text("type") == type)?.Text("address") ?? None;

    private static string ServicePorts(JsonObject service) => Joined((service.At("spec", "ports") as JsonArray)?.OfType<JsonObject>().Select(p =>
        p["nodePort"].AsInteger() is { } nodePort and > 0
            ? $"{p["port"]}:{nodePort}/{p.Text("protocol") ?? "TCP"}"
            : $"{p["port"]}/{p.Text("protocol") ?? "TCP"}")) ?? None;

    private static string EndpointAddresses(JsonObject endpoints)
    {
        var all = from subset in (endpoints["subsets"] as JsonArray ?? []).OfType<JsonObject>()
                  from address in (subset["addresses"] as JsonArray ?? []).OfType<JsonObject>()
                  from port in (subset["ports"] as JsonArray ?? []).OfType<JsonObject>()
                  select $"{address.Text("ip")}:{port["port"]}";
        var list = all.ToList();
        if (list.Count == 0) return None;
        return list.Count <= 3 ? string.Join(",", list) : $"{string.Join(",", list.Take(3))} + {list.Count - 3} more...";
    }

    private static string? Joined(JsonNode? array) => Joined((array as JsonArray)?.Select(v => v.AsText()));

    private static string? Joined(IEnumerable<string?>? values)
    {
        var text = string.Join(",", values ?? []);
        return text.Length == 0 ? null : text;
    }

    private static string? AsObjectText(this JsonNode? node, string key) => (node as JsonObject)?.Text(key);
}
